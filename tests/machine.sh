#!/bin/sh
# Installs what the tests need, on Debian as root; elsewhere says what is missing (those tests are then skipped,
# and with CI=true a skip is a failure).
set -e
PATH="$PATH:/usr/sbin:/usr/lib/postgresql/15/bin"
missing=""
need() { command -v "$1" >/dev/null 2>&1 || missing="$missing $2"; }
need dovecot dovecot-imapd
need postfix postfix
need initdb postgresql
need chromium chromium
need openssl openssl
need node nodejs
need npm npm
ldconfig -p | grep -q "libarchive\.so\.13" || missing="$missing libarchive13"
# the engine without the rest of the browser: most pages are tested at half the cost where the system has it
quick=""
engine() { command -v "$1" >/dev/null 2>&1 || { apt-cache show "$1" >/dev/null 2>&1 && quick=" $1"; } || :; }
engine chromium-headless-shell
[ -z "$missing$quick" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    engine chromium-headless-shell  # a new machine knows of no package before
    echo "installing for the tests:$missing$quick"
    # no server may start by itself: the tests run private ones
    policy=/usr/sbin/policy-rc.d
    [ -e "$policy" ] || { printf '#!/bin/sh\nexit 101\n' >"$policy"; chmod +x "$policy"; made=1; }
    apt-get install -y -qq --no-install-recommends $missing $quick >/dev/null
    [ -z "$made" ] || rm -f "$policy"
elif [ -n "$missing" ]; then
    echo "missing, tests that need them are skipped:$missing" >&2
fi
