#!/bin/sh
# Runs once, when InfluxDB is set up: a bucket for what is kept for years, a token for the aggregator that may read and write
# both buckets, and one for Grafana that may only read. InfluxDB tells each token once, so each goes straight into its volume.
set -eu
records="${DOCKER_INFLUXDB_INIT_BUCKET}-records"
influx bucket create --org "$DOCKER_INFLUXDB_INIT_ORG" --name "$records" --retention 0
records_id=$(influx bucket list --org "$DOCKER_INFLUXDB_INIT_ORG" --name "$records" --hide-headers | cut -f 1)

# Of the answer's fields, which are divided by tabs, the third is the token.
make_token() {
  name=$1
  shift
  influx auth create --org "$DOCKER_INFLUXDB_INIT_ORG" --description "$name" --hide-headers "$@" | cut -f 3
}

make_token aggregator \
  --read-bucket "$DOCKER_INFLUXDB_INIT_BUCKET_ID" --write-bucket "$DOCKER_INFLUXDB_INIT_BUCKET_ID" \
  --read-bucket "$records_id" --write-bucket "$records_id" > /tokens/aggregator/token
make_token grafana --read-bucket "$DOCKER_INFLUXDB_INIT_BUCKET_ID" --read-bucket "$records_id" > /tokens/grafana/token
