#!/bin/sh
# Make build/yifa-VERSION-offline.tar.gz: the source tree, the locked wheels, the fonts if present, an installer.
# Run it on a machine with network whose system and Python version are those of the target.
set -eu
python=${1:-.venv/bin/python}
version=$("$python" -c 'import importlib.metadata as m; print(m.version("yifa"))')
name="yifa-$version-offline"
rm -rf "build/$name"
mkdir -p "build/$name/wheels"
"$python" -m pip --disable-pip-version-check -q download --require-hashes --no-deps --only-binary :all: \
    -r requirements/base.txt -d "build/$name/wheels" 2>/dev/null ||
    "$python" -m pip --disable-pip-version-check -q download --require-hashes --no-deps --no-build-isolation \
        -r requirements/base.txt -d "build/$name/wheels"
if [ -d .git ] && command -v git >/dev/null 2>&1; then
    git archive --format=tar HEAD | tar -x -C "build/$name"
else
    tar -cf - --exclude=./build --exclude=./.venv --exclude=./var --exclude=./shots . | tar -x -C "build/$name"
fi
fonts=${YIFA_HOME:-var}/fonts
if [ -d "$fonts" ]; then mkdir -p "build/$name/fonts" && cp -R "$fonts/." "build/$name/fonts/"; fi
cp contrib/offline/install.sh "build/$name/install.sh"
(cd build && tar -czf "$name.tar.gz" "$name" && rm -rf "$name")
(cd build && sha256sum "$name.tar.gz" | tee "$name.tar.gz.sha256")
