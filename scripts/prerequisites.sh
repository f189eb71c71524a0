# Sourced by ./run and ./test: what must be there, and how to get it.

# need COMMAND PACKAGE WHY: installs PACKAGE by apt when COMMAND is missing and we are root on Debian or Ubuntu.
need() {
  command -v "$1" >/dev/null 2>&1 && return 0
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing $2 ($3) ..." >&2
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2"; } >/dev/null \
      || { echo "apt-get could not install $2." >&2; return 1; }
    command -v "$1" >/dev/null 2>&1 && return 0
  fi
  echo "$1 is missing: $3. Install it (Debian, Ubuntu: sudo apt-get install $2; macOS: brew install ${2%-server})." >&2
  return 1
}

need_dotnet() {
  if ! command -v dotnet >/dev/null 2>&1; then
    echo "The .NET SDK 10 is missing: install it from https://dotnet.microsoft.com/download" >&2
    return 1
  fi
  if ! dotnet --version >/dev/null 2>&1; then
    echo "No .NET SDK here satisfies global.json (10.0.4xx or later): $(dotnet --version 2>&1 | head -n 1)" >&2
    return 1
  fi
  export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
}
