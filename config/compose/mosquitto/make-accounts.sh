#!/bin/sh
# Runs once in the compose file: copies Mosquitto's files to its volume and makes a random password for each account.
# Started again, it leaves existing passwords as they are.
set -eu
umask 077
cp /make/mosquitto.conf /make/acl /broker/
[ -f /broker/passwords ] || : > /broker/passwords
for folder in /secrets/*; do
  name=$(basename "$folder")
  [ -f "$folder/password" ] || head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n' > "$folder/password"
  mosquitto_passwd -b /broker/passwords "$name" "$(cat "$folder/password")"
  # The services run as user 1000 (node) in their images, Mosquitto as 1883.
  chown -R 1000:1000 "$folder"
done
chown -R 1883:1883 /broker
