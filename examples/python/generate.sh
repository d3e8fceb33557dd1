#!/bin/sh
# Makes Python stubs from the contracts: generate.sh [FOLDER]. Takes grpcio-tools where it is installed (pip install grpcio-tools),
# and otherwise protoc with grpc_python_plugin (Debian: protobuf-compiler-grpc). PYTHON names the interpreter.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
protos=${WAYPOST_PROTOS:-$here/../../proto/src/main/protobuf}
stubs=${1:-$here/stubs}
python=${PYTHON:-python3}
mkdir -p "$stubs"
cd "$protos"
files="waypost/send/v1/message_service.proto waypost/send/v1/message.proto waypost/send/v1/content.proto
  waypost/send/v1/media.proto waypost/send/v1/interactive.proto waypost/send/v1/template.proto
  waypost/options/v1/options.proto waypost/validate/v1/validate.proto"
if "$python" -c 'import grpc_tools' 2>/dev/null; then
  exec "$python" -m grpc_tools.protoc -I. --python_out="$stubs" --grpc_python_out="$stubs" $files
fi
plugin=$(command -v grpc_python_plugin) || { echo "neither grpcio-tools nor grpc_python_plugin is installed" >&2; exit 3; }
exec protoc -I. --python_out="$stubs" --grpc_python_out="$stubs" --plugin=protoc-gen-grpc_python="$plugin" $files
