#!/bin/sh
# Put free fonts for official papers into a folder: Fandol (仿宋, 黑体, 宋体) out of Debian's texlive-lang-chinese
# without installing it, LXGW WenKai (楷体) and Noto CJK from their packages. Licensed 仿宋_GB2312 and 小标宋 files
# of the bureau may be dropped beside them; they come first.
set -eu
folder=${1:?folder}
command -v apt-get >/dev/null 2>&1 && command -v dpkg-deb >/dev/null 2>&1 || {
    echo "only on Debian; elsewhere copy .ttf/.otf files into $folder" >&2
    exit 1
}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
for package in texlive-lang-chinese fonts-lxgw-wenkai; do
    apt-get download -qq "$package" || { echo "cannot fetch $package (run apt-get update as root)" >&2; exit 1; }
    dpkg-deb -x "$package"_*.deb tree
done
find tree \( -name 'FandolFang-Regular.otf' -o -name 'FandolHei-*.otf' -o -name 'FandolSong-*.otf' \
    -o -name 'FandolKai-Regular.otf' -o -name 'LXGWWenKai-*.ttf' \) -exec cp {} "$folder/" \;
ls -l "$folder"
