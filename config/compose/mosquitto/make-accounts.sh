#!/bin/sh
# Runs once in the compose file: copies Mosquitto's files to its volume, and makes a random password for each account and for
# the administrators of InfluxDB and Grafana. Started again, it leaves existing passwords as they are.
set -eu
umask 077
cp /make/mosquitto.conf /make/acl /broker/
[ -f /broker/passwords ] || : > /broker/passwords
make_secret() {
  [ -f "$1" ] || head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n' > "$1"
}
for folder in /secrets/*; do
  make_secret "$folder/password"
  mosquitto_passwd -b /broker/passwords "$(basename "$folder")" "$(cat "$folder/password")"
  # The services run as user 1000 (node) in their images, Mosquitto as 1883.
  chown -R 1000:1000 "$folder"
done
make_secret /administrators/influxdb/password
make_secret /administrators/influxdb/token
# InfluxDB runs as user 1000 too, and writes the others' tokens; Grafana as 472.
chown -R 1000:1000 /administrators/influxdb /tokens
chmod 755 /tokens/*
make_secret /administrators/grafana/password
chown -R 472:472 /administrators/grafana
chown -R 1883:1883 /broker
