#!/bin/sh
# Install from the unpacked bundle, without network: sh install.sh [folder for the environment, default .venv]
set -eu
cd "$(dirname "$0")"
venv=${1:-.venv}
python=
for name in "${PYTHON:-}" python3.11 python3; do
    if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 &&
        "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        python=$name
        break
    fi
done
[ -n "$python" ] || { echo "需要 Python 3.11 或更高版本" >&2; exit 1; }
"$python" -m venv "$venv"
pip="$venv/bin/python -m pip --disable-pip-version-check --no-input -q"
$pip install --no-index --find-links wheels --no-build-isolation --require-hashes --no-deps -r requirements/base.txt
$pip install --no-index --no-build-isolation --no-deps -e .
if [ -d fonts ]; then mkdir -p "${YIFA_HOME:-var}/fonts" && cp -R fonts/. "${YIFA_HOME:-var}/fonts/"; fi
touch "$venv/.made" "$venv/.base" "$venv/.installed"
"$venv/bin/yifa" --help >/dev/null
echo "安装完成：$venv/bin/yifa"
