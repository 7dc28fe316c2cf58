#!/usr/bin/env bash
# The report page and the terminal's tables: complete, deterministic, safe with any text, and made
# as far as it can be when programs, disks or results fail.
. "$(dirname "$0")/shell.sh"
mkdir configs
cat > configs/one.yml <<'YAML'
format: 1
title: "A <b>bold</b> \"finding\" & `touch evil1`"
about: "$(touch evil2); set output '|touch evil3' \u202e {/:Bold x} <script>alert(1)</script>"
source: "nobody ' \" \\ EOD $DATA << EOD"
algorithm: hopfield.retrieval
seed: 7
replicates: 8
parameters: {dynamics: synchronous}
sweep:
  neurons: [100, 200, 400]
  load: {from: 0.10, to: 0.20, step: 0.02}
derived:
  mean_overlap: {mean: {metric: overlap}}
checks:
  mean:   {value: mean_overlap, range: [0, 1], because: "an <i>overlap</i> & more"}
  wrong:  {value: overlap, range: [2, 3]}
claims:
  - {id: X1, says: "overlaps lie between <2> & 3", holds_if: [wrong], verdict: qualified}
  - {id: X10, says: later, holds_if: [mean], verdict: holds}
  - {id: X9, says: earlier, holds_if: [mean], verdict: holds}
YAML
sed 's/^title:.*/title: Another/; /^claims/,$d; s/wrong:.*/energy: {value: energy_increases, range: [0, 100]}/' configs/one.yml > configs/two.yml
sed 's/^title:.*/title: It fails/; /^claims/,$d' configs/one.yml > configs/three.yml
expect "results" 0 "$hebb" run -j 2 configs

expect "a report" 0 "$hebb" report -o page results/one.h5 results/two.h5
contains "says its sentence" out '^All 2 checks pass$'
for f in index.html verdicts.json junit.xml figures/one.svg figures/one.pdf figures/one.png data/one.csv \
         data/one_derived.csv data/one_overlap_trace.csv; do
    [ -s "page/$f" ] && ok "has $f" || not_ok "no $f"
done
[ -z "$(find . -name 'evil*')" ] && ok "no text was executed" || not_ok "a text was executed"
python3 - <<'PY' && ok "well-formed, without scripts and the network" || not_ok "the page is not clean"
import html.parser, json, re, xml.dom.minidom
page = open("page/index.html", encoding="utf-8").read()
void = {"meta", "link", "br"}
class Check(html.parser.HTMLParser):
    stack, ids, links, levels = [], [], [], []
    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        assert tag not in ("script", "iframe", "img", "object", "b1"), tag
        assert not any(name.startswith("on") for name in attrs), attrs
        self.ids += [attrs["id"]] if "id" in attrs else []
        self.links += [attrs["href"]] if "href" in attrs else []
        if re.fullmatch("h[1-6]", tag): self.levels.append(int(tag[1]))
        if tag not in void: self.stack.append(tag)
    def handle_startendtag(self, tag, attrs): self.handle_starttag(tag, attrs); tag in void or self.stack.pop()
    def handle_endtag(self, tag): assert self.stack.pop() == tag, tag
c = Check(); c.feed(page)
assert not c.stack, c.stack
assert len(c.ids) == len(set(c.ids)), [i for i in c.ids if c.ids.count(i) > 1]
assert c.levels.count(1) == 1 and all(b <= a + 1 for a, b in zip(c.levels, c.levels[1:])), c.levels
import os
for link in c.links:
    if link.startswith("#"): assert link[1:] in c.ids or link == "#main", link
    elif not link.startswith("data:"): assert os.path.exists("page/" + link), link
assert "<script" not in page and "<b>bold" not in page and "\u202e" not in page
assert not re.search(r'(?:src|href|url\()=?["\']?https?:', page)
ids = re.findall(r"<code>(X\d+)</code>", page[page.index('id="claims"'):])
assert ids == ["X1", "X9", "X10"], ids
json.load(open("page/verdicts.json")); xml.dom.minidom.parse("page/junit.xml")
PY
cp page/index.html first.html
expect "again" 0 "$hebb" report -o page results/one.h5 results/two.h5
cmp -s first.html page/index.html && ok "the same bytes" || not_ok "other bytes"
expect "elsewhere, in another order" 0 "$hebb" report -o other results/two.h5 results/one.h5
cmp -s first.html other/index.html && ok "the same bytes, drawn anew" || not_ok "other bytes, drawn anew"
drawn=$(stat -c %Y.%i page/figures/one.svg)
expect "a third time" 0 "$hebb" report -o page results/one.h5 results/two.h5
same "draws nothing anew" "$(stat -c %Y.%i page/figures/one.svg)" "$drawn"
size=$(gzip -9c page/index.html | wc -c)
[ "$size" -lt 36000 ] && ok "small: $size bytes compressed" || not_ok "$size bytes compressed"

expect "a failing check" 1 "$hebb" report -f svg -o fails results/three.h5 results/two.h5
contains "is on top of the page" fails/index.html '<h1.*1 of 4 checks fails</h1>'
contains "and among what needs a look" fails/index.html 'class="card fail".*three'
expect "two results of one name" 1 "$hebb" report -f svg -o names results/three.h5 results/./three.h5
contains "have places of their own" names/index.html 'id="three_2"'
head -c 3000 results/one.h5 > damaged.h5
expect "a damaged result" 6 "$hebb" report -f svg -o damaged damaged.h5 results/two.h5
contains "has its place" damaged/index.html 'id="damaged"'
contains "and the others are there" damaged/index.html 'id="two"'
expect "a partial result" 0 "$hebb" run --progress none --set replicates=3 -o part configs/two.yml
expect "is reported" 0 "$hebb" report -f svg -o partial part/two.h5
expect "no result at all" 2 "$hebb" report
expect "an unknown format" 2 "$hebb" report -f gif results/two.h5

# programs that are missing, fail, hang
mkdir bin
for tool in sh cat sleep env; do ln -s "$(command -v $tool)" bin/; done
expect "without gnuplot" 5 env PATH="$PWD/bin" "$hebb" report -o bare results/two.h5
contains "the page marks the place" bare/index.html 'class="missing"'
contains "and says what to install" bare/index.html 'gnuplot'
contains "the numbers are there" bare/index.html 'mean_overlap'
[ -s bare/data/two.csv ] && ok "the data are there" || not_ok "no data"
ln -s "$(command -v gnuplot)" bin/
expect "without rsvg-convert" 5 env PATH="$PWD/bin" "$hebb" report -o half results/two.h5
contains "the figure is there" half/index.html 'id="two_wide"'
contains "and what is missing is said" half/index.html 'rsvg-convert'
expect "with it" 0 "$hebb" report -o half results/two.h5
lacks "nothing is missing any more" half/index.html 'rsvg-convert'
rm bin/gnuplot
printf '#!/bin/sh\necho "line 3: no such function" >&2\nexit 1\n' > bin/gnuplot && chmod +x bin/gnuplot
expect "gnuplot that fails" 5 env PATH="$PWD/bin" "$hebb" report -o failing results/two.h5
contains "is quoted" failing/index.html 'no such function'
touch file
expect "a folder that cannot be made" 5 "$hebb" report -o file/page results/two.h5
expect "a full disk" 5 bash -c 'ulimit -f 8; exec "$0" report -o full "$@"' "$hebb" results/two.h5
[ ! -e full/index.html ] || tail -1 full/index.html | grep -q '</html>' && ok "no half page" || not_ok "half a page"

# the terminal
expect "show" 0 env COLUMNS=72 LC_ALL=C.UTF-8 "$hebb" show --plot always results/two.h5
contains "means with half widths" out '0\.[0-9]+ ±0\.[0-9]+'
contains "a plot" out '^ +[0-9.e+-]+ [+|]'
python3 -c 'import sys; sys.exit(any(len(l) > 73 for l in open("out", encoding="utf-8") if "same everywhere" not in l))' && ok "fits the window" || not_ok "too wide"
expect "show without gnuplot" 0 env PATH="$PWD/none" LC_ALL=C "$hebb" show --plot always results/two.h5
contains "has the tables" out '0\.[0-9]+ \+-0\.[0-9]+'
contains "and says why" err 'gnuplot is not installed'
expect "few rows" 0 "$hebb" show -n 2 results/two.h5
contains "says how many are left out" out '^\.\.\. 16 more rows'
finish
