# Sourced by ./run and ./test: what must be there, and how to get it.

# need COMMAND PACKAGE WHY: installs PACKAGE by apt when COMMAND is missing and we are root on Debian or Ubuntu.
need() {
  command -v "$1" >/dev/null 2>&1 && return 0
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing $2 ($3) ..." >&2
    # The distribution would start a server of its own; policy-rc.d keeps it from doing so.
    local policy=/usr/sbin/policy-rc.d made="" result=0
    [ -e "$policy" ] || { printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy" && made=1; }
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2"; } >/dev/null || result=1
    [ -z "$made" ] || rm -f "$policy"
    [ "$result" = 0 ] || { echo "apt-get could not install $2." >&2; return 1; }
    command -v "$1" >/dev/null 2>&1 && return 0
  fi
  echo "$1 is missing: $3. Install it (Debian, Ubuntu: sudo apt-get install $2; macOS: brew install ${2%-server})." >&2
  return 1
}

need_dotnet() {
  [ ! -x "${DOTNET_ROOT:-$HOME/.dotnet}/dotnet" ] || command -v dotnet >/dev/null || PATH="${DOTNET_ROOT:-$HOME/.dotnet}:$PATH"
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
