#!/bin/sh
# Cuts the two fonts in this folder out of Debian's fonts-noto-cjk (Noto Sans CJK JP, see OFL.txt). Needs fonttools.
#   sh src/present/chart/fonts/subset.sh FOLDER_OF_THE_TTC_FILES
# Bold draws team names: kana, punctuation, full-width letters and the kanji of JIS level 1, and what our sentences use.
# Regular draws our own sentences only: the same without the kanji that none of them uses.
set -eu
here=$(dirname "$0")
ours="$here/../../words/lang"
python3 - "$ours" "$here" <<'PYTHON'
import pathlib, sys
ours, here = map(pathlib.Path, sys.argv[1:3])
def row(number):
    for cell in range(1, 95):
        try:
            yield bytes([0xA0 + number, 0xA0 + cell]).decode("euc_jp")
        except UnicodeDecodeError:
            pass
always = {c for number in (1, 3, 4, 5) for c in row(number)} | {"～", "〜"}
common = {c for number in range(16, 48) for c in row(number)}
sentences = {c for file in (ours / "ja.ftl", ours / "card" / "ja.ftl") for c in file.read_text("utf-8") if ord(c) > 0x2E7F}
sentences |= set("年月日週火水木金土")  # dates
(here / "regular.txt").write_text("".join(sorted(always | sentences)), "utf-8")
(here / "bold.txt").write_text("".join(sorted(always | sentences | common)), "utf-8")
PYTHON
for weight in Regular Bold; do
    list=$(echo "$weight" | tr RB rb)
    pyftsubset "$1/NotoSansCJK-$weight.ttc" --font-number=0 --text-file="$here/$list.txt" --layout-features='' \
        --no-hinting --desubroutinize --drop-tables+=vhea,vmtx,VORG,BASE,GSUB,GPOS,DSIG \
        --name-IDs=0,1,2,3,4,6,13,14 --output-file="$here/NotoSansCJKjp-$weight.otf"
    rm "$here/$list.txt"
done
