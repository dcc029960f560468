#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs what building and testing needs from Debian 12's packages; does nothing when all is there.
# install-packages.sh [build|test|bench|fuzz]   each includes the ones before it
set -eu
set_name=${1:-build}
build="g++ cmake ninja-build make pkg-config ca-certificates libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev libre2-dev libxxhash-dev liblmdb-dev
  libtomlplusplus-dev libcli11-dev libpsl-dev publicsuffix libicu-dev libssl-dev libsodium-dev libcsv-dev libzip-dev libexpat1-dev libglpk-dev libxlsxwriter-dev zlib1g-dev libgtest-dev libgmock-dev ccache zstd"
test="python3 python3-phonenumbers python3-jsonschema python3-yaml python3-openpyxl curl procps prometheus util-linux openssl libreoffice-calc chromium fonts-noto-core"
fuzz="clang libclang-rt-14-dev"
bench="nginx-light redis-server redis-tools postgresql wrk valgrind"
case $set_name in
  build) packages=$build ;;
  test) packages="$build $test" ;;
  bench) packages="$build $test $bench" ;;
  fuzz) packages="$build $fuzz" ;;
  *) echo "usage: install-packages.sh [build|test|bench|fuzz]" >&2; exit 2 ;;
esac
missing=
for package in $packages; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $package"
done
[ -z "$missing" ] && exit 0
echo "installing:$missing"
sudo=
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null 2>&1 || { echo "these packages are missing, and there is neither root nor sudo to install them:$missing" >&2; exit 1; }
  sudo=sudo
fi
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -q
# Servers that tests and benches start themselves must not be started by their packages.
$sudo sh -c 'printf "#!/bin/sh\nexit 101\n" > /tmp/policy-rc.d'
had_policy=no; [ -e /usr/sbin/policy-rc.d ] && had_policy=yes
[ $had_policy = yes ] || $sudo install -m 0755 /tmp/policy-rc.d /usr/sbin/policy-rc.d
# shellcheck disable=SC2086
$sudo apt-get install -y -q --no-install-recommends $missing || { [ $had_policy = yes ] || $sudo rm -f /usr/sbin/policy-rc.d; exit 1; }
[ $had_policy = yes ] || $sudo rm -f /usr/sbin/policy-rc.d
