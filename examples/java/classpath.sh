#!/bin/sh
# Prints the class path of the client, and builds it first: java --enable-native-access=ALL-UNNAMED -cp "$(./classpath.sh)" Send.java …
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
list="$root/client/target/classpath"
"$root/waypost" mvn -q -pl client -am -Dmaven.test.skip=true package dependency:build-classpath \
  -Dmdep.outputFile="$list" -Dmdep.includeScope=runtime >&2
echo "$root/client/target/waypost-client-0.1.0.jar:$(cat "$list")"
