#!/usr/bin/env bash
# The report page in a browser: nothing overflows, nothing overlaps, everything can be read, in wide
# and narrow windows, light and dark, and on paper. Without chromium there is nothing to look with.
. "$(dirname "$0")/shell.sh"
if ! command -v chromium > /dev/null; then ok "skipped: chromium is not installed"; finish; fi

mkdir configs
cp "$root"/configs/hopfield_capacity.yml "$root"/configs/hopfield_one_step_error.yml configs/
cat > configs/long.yml <<'YAML'
format: 1
title: A finding that needs a whole line of words and then again some more of them to be said in full and_without_any_blank_that_a_browser_could_use_to_break_it_at_all
algorithm: hopfield.retrieval
seed: 7
replicates: 4
sweep: {"neurons, initial_overlap, max_sweeps": [[100, 1, 50], [200, 0.9, 60]], load: [0.1, 0.2]}
derived: {mean_overlap: {mean: {metric: overlap}}}
checks:
  a_name_of_a_check_that_is_much_too_long_for_any_column: {value: overlap, range: [2, 3], because: "so_that_it_fails_and_has_a_card_of_its_own_with_a_very_long_word"}
  starved: {value: mean_overlap, range: [0, 1]}
  gates: {value: overlap, range: [2, 3]}
claims:
  - {id: X1, says: "a claim", holds_if: [starved], verdict: holds}
  - {id: X2, says: "a claim that a check of many points decides", holds_if: [a_name_of_a_check_that_is_much_too_long_for_any_column], verdict: qualified}
figures: [{x: load, y: overlap, series: neurons}, nowhere.gp]
YAML
"$hebb" run --progress none configs/long.yml > out 2> err || { cat err; not_ok "results"; finish; }
"$hebb" run --progress none -p smoke configs/hopfield_*.yml > out 2> err || { cat err; not_ok "results"; finish; }
expect "a page with everything on it" 5 "$hebb" report -f svg -o page results/long.h5 results/smoke/hopfield_capacity.h5 results/smoke/hopfield_one_step_error.h5

cat > look.html <<'HTML'
<!doctype html><meta charset="utf-8"><body style="margin:0"><iframe id="f" style="border:0;height:3000px"></iframe><pre id="result">nothing</pre>
<script>
const said = [];
const frame = document.getElementById("f");
function channels(c) { const m = c.match(/[\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m; }
function luminance(c) {
  const [r, g, b] = c.slice(0, 3).map(v => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function ratio(a, b) { const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); }
function background(win, e) {
  for (; e; e = e.parentElement) { const c = channels(win.getComputedStyle(e).backgroundColor); if (c[3] > 0) return c; }
  return [255, 255, 255, 1];
}
function look(win, doc, width) {
  const root = doc.documentElement;
  if (root.scrollWidth > width) said.push(width + ": the page is " + root.scrollWidth + " wide");
  const walker = doc.createTreeWalker(doc.body, NodeFilter.SHOW_TEXT);
  let texts = 0;
  for (let n; (n = walker.nextNode());) {
    const e = n.parentElement, style = win.getComputedStyle(e), svg = e.closest("svg");
    if (!n.data.trim() || e.closest(".vh,.skip,title,desc,style") || !e.getClientRects().length) continue;
    texts++;
    const c = ratio(channels(svg ? style.fill : style.color), background(win, svg || e));
    if (c < 4.5) said.push(width + ": contrast " + c.toFixed(2) + " of '" + n.data.trim().slice(0, 40) + "'");
    const size = parseFloat(style.fontSize) * (svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1);
    if (size < (svg && e.localName === "tspan" ? 9.9 : 10.4)) // an exponent may be smaller
      said.push(width + ": " + size.toFixed(1) + " px '" + n.data.trim().slice(0, 40) + "'");
    const box = e.getBoundingClientRect();
    if (box.right > width + 1 && !e.closest("pre,.scroll")) said.push(width + ": '" + n.data.trim().slice(0, 40) + "' ends at " + box.right);
  }
  if (texts < 100) said.push(width + ": only " + texts + " texts");
  let shown = 0;
  for (const svg of doc.querySelectorAll(".plot svg")) {
    if (!svg.getClientRects().length) continue;
    shown++;
    const boxes = [...svg.querySelectorAll("text")].map(t => [t.textContent, t.getBoundingClientRect()]).filter(b => b[1].width);
    for (let i = 0; i < boxes.length; i++)
      for (let k = 0; k < i; k++) {
        const [a, b] = [boxes[i][1], boxes[k][1]];
        const w = Math.min(a.right, b.right) - Math.max(a.left, b.left), h = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (w > 1 && h > 0.3 * Math.min(a.height, b.height))
          said.push(width + ": '" + boxes[i][0] + "' and '" + boxes[k][0] + "' overlap");
      }
  }
  if (shown !== 3) said.push(width + ": " + shown + " figures are shown");
  const dark = luminance(background(win, doc.body)) < 0.1;
  if (dark !== location.search.includes("dark")) said.push(width + ": the page is " + (dark ? "dark" : "light"));
  const ids = [...doc.querySelectorAll("[id]")].map(e => e.id);
  if (new Set(ids).size !== ids.length) said.push("ids are not unique");
}
async function main() {
  for (const width of [1280, 800, 390]) {
    frame.style.width = width + "px";
    await new Promise(done => { frame.onload = done; frame.src = "page/index.html?" + width; });
    const doc = frame.contentDocument;
    for (const d of doc.querySelectorAll("details")) d.open = true;
    await new Promise(done => setTimeout(done, 50)); // boxes are laid out when asked for
    look(frame.contentWindow, doc, width);
  }
  document.getElementById("result").textContent = said.length ? said.join("\n") : "all is well";
}
main().catch(e => { document.getElementById("result").textContent = "error: " + e.stack; });
</script>
HTML

# browse NAME ARGUMENT...: headless, with nothing of the user's.
browse() {
    timeout 100 chromium --headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking \
        --disable-component-update --disable-sync --user-data-dir="$scratch/profile.$1" --allow-file-access-from-files \
        --hide-scrollbars --enable-logging=stderr --v=0 "${@:2}" 2> "browser.$1"
    rm -rf "$scratch/profile.$1"
}
for mode in dark light; do
    [ $mode = dark ] && scheme=0 || scheme=1
    browse $mode --blink-settings=preferredColorScheme=$scheme --virtual-time-budget=200000 --dump-dom "file://$PWD/look.html?$mode" > dom
    python3 - > said <<'PY'
import html, re
m = re.search(r'<pre id="result">(.*?)</pre>', open("dom", encoding="utf-8").read(), re.S)
print(html.unescape(m.group(1)) if m else "no answer")
PY
    if grep -qx 'all is well' said; then ok "wide, middle and narrow, $mode"; else not_ok "$mode"; head -30 said; fi
    lacks "nothing on the console, $mode" "browser.$mode" 'CONSOLE'
done
browse print --no-pdf-header-footer --print-to-pdf="$PWD/page.pdf" "file://$PWD/page/index.html" > /dev/null
head -c 5 page.pdf | grep -q '%PDF-' && ok "prints" || not_ok "no PDF"
pages=$(grep -ac '/Type */Page$\|/Type */Page[^s]' page.pdf)
[ "$pages" -ge 3 ] && [ "$pages" -le 24 ] && ok "on $pages pages" || not_ok "on $pages pages"
finish
