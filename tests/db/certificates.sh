#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# certificates.sh FOLDER: makes an authority and what it signs there: good (for localhost), other (for another name), expired; and
# stranger (for localhost, of an authority that nobody knows). Each is NAME.crt with NAME.key.
set -eu
cd -- "$1"

new_key () {
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$1.key" -out "$1.csr" -subj "/CN=$2" 2>/dev/null
}

authority () {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$1.key" -out "$1.crt" -subj "/CN=$1" -days 30 2>/dev/null
}

# sign AUTHORITY NAME HOST FROM TO
sign () {
  new_key "$2" "$3"
  : >index.txt
  openssl ca -batch -config /dev/stdin -cert "$1.crt" -keyfile "$1.key" -in "$2.csr" -out "$2.crt" -startdate "$4" -enddate "$5" 2>ca.log <<END || { cat ca.log >&2; exit 1; }
[ca]
default_ca = here
[here]
dir = .
database = index.txt
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = any
x509_extensions = names
unique_subject = no
[any]
commonName = supplied
[names]
subjectAltName = DNS:$3
END
}

authority known
authority unknown
sign known good localhost 20200101000000Z 20490101000000Z
sign known other elsewhere.example 20200101000000Z 20490101000000Z
sign known expired localhost 20200101000000Z 20200102000000Z
sign unknown stranger localhost 20200101000000Z 20490101000000Z
