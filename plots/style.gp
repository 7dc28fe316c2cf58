# style.gp - the house style of every figure, for gnuplot 5.4 or newer.
#
# A figure script may set W (CSS pixels), loads this file, looks at its data, sets TITLE, SUBTITLE
# and H, and begins to draw with @OPEN. It finds its data beside itself as tab-separated tables with
# one header row (NaN is "nan") and writes OUT.svg:
#
#   summary.tsv      axes; METRIC_mean, _sd, _sem, _ci_low, _ci_high, _n; METRIC of each theory
#   derived.tsv      name; remaining axes; value, ci_low, ci_high
#   theory.tsv       axes on a dense grid; METRIC of each theory
#   summary_M.tsv    array metric M in long form: axes; dimensions; M_mean, M_sd, ...
#   figure.tsv       key; value: titles, labels and roles, for auto.gp
#   parameters.tsv   key; value: the parameters that are the same for every trial
#
# Variables the caller may set (gnuplot -e):
#   OUT    output without suffix             (figure)
#   FILES  names of the tables that exist    (assumed: the first three)
#   W      width, for a narrow version       (the script's own)
#   PRINT  1: heat maps as polygons, for PDF and PNG made from the SVG
#   BARE   1: no title and subtitle in the drawing; they go to OUT.txt, for a page that says them
#
# Reading convention, the same in every figure:
#   measured    filled markers; 95 % interval as capless bar or translucent band
#   theory      solid line without markers, ink if single, the series' colour if several
#   literature  dashed muted line with a label that names the source
#   guide       thin line in the series' colour at 45 % opacity: leads the eye, fits nothing
#   fit         dotted line
# No legends: every line is labelled where it is. No smoothing, no resampling of measured data.
#
# Never build a command out of text from a table: such text is only ever a value (set label VAR
# noenhanced), since eval and double quotes would execute what it holds.

set encoding utf8
set minussign
if (!exists("OUT"))   OUT = "figure"
if (!exists("FILES")) FILES = "summary.tsv derived.tsv theory.tsv"
if (!exists("PRINT")) PRINT = 0
if (!exists("BARE"))  BARE = 0
if (!exists("W"))     W = 720
NARROW = W < 560

# ---- colours: each is a role with a triple of its own, so that a reader's dark mode can change it ---
INK   = "#1b1f24"    # text, single theory curve
MUTE  = "#59636e"    # secondary text, literature
AXIS  = "#8b949e"    # axis lines and ticks
GRID  = "#e6eaee"
ZONE  = "#f1f4f7"    # shaded regions
PAPER = "#fffffe"    # background
FAIL  = "#c9211e"    # failed check, over budget
# unordered series, safe for the colour-blind; at most four in a panel, the others are for bars
array S[6] = ["#0072b2", "#bf5200", "#00875f", "#a8478c", "#9a6600", "#3d4f63"]
# ordered series (size, depth, ...), teal to navy
array Q[5] = ["#0e8569", "#00727d", "#01567d", "#17396b", "#1e1c4b"]
# Colour and marker of series i of n in order. Beyond five, neighbours share a colour and differ
# in the marker.
tint(i, n)  = Q[n == 1 ? 3 : n <= 5 ? floor(1.5 + (i-1)*4./(n-1)) : ceil(i*5./n)]
first_(i, n) = i > 1 && tint(i-1, n) eq tint(i, n) ? first_(i-1, n) : i
array MARKER[4] = [7, 13, 9, 5]
shape(i, n) = MARKER[1 + (n <= 5 ? 0 : (i - first_(i, n)) % 4)]
size_(i, n) = shape(i, n) == 7 ? 0.5 : 0.62
faint(colour) = "#8c".colour[2:*]          # 45 % opacity: #TTrrggbb, TT is the transparency
veil(colour)  = "#c8".colour[2:*]          # 22 %

# ---- paper ------------------------------------------------------------------------------------------
OPEN = 'set terminal svg size W,H dynamic enhanced font "Inter,Helvetica Neue,Arial,sans-serif,12.5" '.\
    'name "figure" background rgb PAPER; set output OUT.".svg"; '.\
    'unset datafile columnheaders; set datafile separator whitespace; set multiplot'
set border 3 lw 0.9 lc rgb AXIS
set tics nomirror out scale 0.45,0.25 textcolor rgb INK
set xtics offset 0,0.15
set format "%g"
set grid ytics lw 0.8 lt 1 lc rgb GRID
set grid back
unset key
set errorbars 0
set pointintervalbox 0
set style fill solid 1.0 noborder
set samples 400
set style line 20 lc rgb INK  lw 1.8          # single theory curve
set style line 21 lc rgb MUTE lw 1.1 dt (6,4) # literature
set style line 22 lc rgb INK  lw 1.3 dt (1,3) # fit

# Places are pixels from the top left corner of the paper.
px(x) = x/(1.0*W)
py(y) = 1. - y/(1.0*H)
panel(x0, y0, x1, y1) = sprintf("set lmargin at screen %.6f; set rmargin at screen %.6f; ".\
    "set tmargin at screen %.6f; set bmargin at screen %.6f", px(x0), px(x1), py(y0), py(y1))

# ---- words ------------------------------------------------------------------------------------------
max_(a, b) = a > b ? a : b
min_(a, b) = a < b ? a : b
NB = "\302\240"                             # no-break blank
vi(s) = "{/:Italic ".s."}"                  # a variable, and the same with blanks around it
v(s) = NB.vi(s).NB
SMALL = ",11.5"
# Plain text in lines of at most n characters.
gap_(s, n) = n < 2 ? 0 : s[n:n] eq " " ? n : gap_(s, n-1)
wrap(s, n) = strlen(s) <= n || gap_(s, n+1) == 0 ? s : \
    s[1:gap_(s, n+1)-1]."\n".wrap(s[gap_(s, n+1)+1:*], n)
lines_(s) = strstrt(s, "\n") == 0 ? 1 : 1 + lines_(s[strstrt(s, "\n")+1:*])
# The head of a figure: TITLE and SUBTITLE, as values that are never executed. head(0) is its height,
# @HEADLINES puts it into the next plot.
TITLE_SIZE = NARROW ? 15.5 : 16.5
title_(s) = wrap(s, floor((W - 28)/(0.535*TITLE_SIZE)))
subtitle_(s) = wrap(s, floor((W - 28)/6.2))
head(dummy) = BARE ? 2 : 30 + TITLE_SIZE*1.5*(lines_(title_(TITLE)) - 1) + 6 + 18.75*lines_(subtitle_(SUBTITLE))
HEADLINES = BARE ? 'set print OUT.".txt"; print TITLE; print SUBTITLE; unset print' : \
    'set label 9001 title_(TITLE) at screen px(16),py(28) left font sprintf("Inter Bold,%g", TITLE_SIZE) tc rgb INK noenhanced front; '.\
    'set label 9002 subtitle_(SUBTITLE) at screen px(16),py(28 + TITLE_SIZE*1.5*(lines_(title_(TITLE)) - 1) + 21) left tc rgb MUTE noenhanced front'
# Name of the y axis, horizontal, above it, x pixels from the left edge; and of the x axis.
yname(s, x) = sprintf('set label 9003 "%s" at screen %.6f, graph 1 left offset 0,0.95 tc rgb MUTE front', s, px(x))
xname(s) = sprintf('set xlabel "%s" tc rgb MUTE offset 0,0.6', s)
# eval ticks("x", low, high, n): at most about n round ticks with the digits they need.
coarse_(f) = f <= 1 ? 1 : f <= 2 ? 2 : f <= 5 ? 5 : 10
step_(r) = 10**floor(log10(r))*coarse_(r/10**floor(log10(r))*0.9999)
digits_(step) = max_(0, -floor(log10(step) + 1e-9))
range_(low, high) = high > low ? high - low : high == 0 ? 1 : 0.2*abs(high)
ticks(axis, low, high, n) = sprintf('set %stics %.12g format "%%.%df"', axis, step_(range_(low, high)/n), digits_(step_(range_(low, high)/n)))
letter(s) = "{/:Bold ".s."}".NB.NB
# A whole number with a thin blank before the thousands, from 10 000 on; a number with n digits.
whole(x) = x < 9999.5 ? sprintf("%.0f", x) : whole(floor((x+0.5)/1000)).sprintf("\342\200\211%03.0f", x - 1000*floor((x+0.5)/1000))

# ---- tables -----------------------------------------------------------------------------------------
set datafile missing "nan"
have(file) = strstrt(" ".FILES." ", " ".file." ") > 0
# eval table("summary.tsv"): the names of its columns, for col(); TABLE is the file.
COLUMNS = ""
TABLE = ""
table(file) = 'TABLE = "'.file.'"; COLUMNS = ""; set datafile separator tab; unset datafile columnheaders; '.\
    'stats TABLE every ::0::0 using 0 nooutput; WIDTH_ = STATS_columns; '.\
    'stats TABLE every ::0::0 using (sum [c_=1:WIDTH_] (COLUMNS = COLUMNS." ".strcol(c_), 0)) nooutput; '.\
    'set datafile columnheaders'
# Number of a column, 0 when the table has none of that name; and its value in a row.
col(name) = sum [c_=1:words(COLUMNS)] (word(COLUMNS, c_) eq name ? c_ : 0)
m(name) = column(col(name))
# eval levels("neurons"): the distinct values of a column, ascending, in LEVEL[1 .. LEVELS]. A table
# without the column has one level, NaN.
array LEVEL[1]
LEVELS = 1
LIST_ = ""
below_(k, x) = sum [l_=1:words(LIST_)] (real(word(LIST_, l_)) < x)
levels(name) = 'LIST_ = ""; if (col("'.name.'")) { stats TABLE using (t_ = sprintf("%.15g", column(col("'.name.'"))), '.\
    'LIST_ = t_ eq "nan" || strstrt(" ".LIST_." ", " ".t_." ") ? LIST_ : LIST_." ".t_, 0) nooutput }; '.\
    'LEVELS = words(LIST_) > 0 ? words(LIST_) : 1; array LEVEL[LEVELS]; '.\
    'do for [k_=1:LEVELS] { x_ = words(LIST_) > 0 ? real(word(LIST_, k_)) : NaN; LEVEL[x_ == x_ ? 1 + int(below_(0, x_)) : 1] = x_ }'
# Whether a row whose column c holds x belongs to level i.
is_level(i, x) = LEVEL[i] != LEVEL[i] || x == LEVEL[i]
at_level(i, c) = c == 0 || is_level(i, column(c))
# eval span(EXPR): smallest and largest value of an expression over the rows of TABLE in LOW and
# HIGH, both NaN when there is none.
LOW = HIGH = NaN
lower(a, b) = a != a || b < a ? b : a
upper(a, b) = a != a || b > a ? b : a
span(expression) = 'LOW = HIGH = NaN; stats TABLE using (x_ = ('.expression.'), '.\
    'x_ == x_ ? (LOW = lower(LOW, x_), HIGH = upper(HIGH, x_)) : 0, 0) nooutput'
# eval derived("alpha_c"): VALUE, CI_LOW, CI_HIGH of a derived number without axes left, else NaN.
VALUE = CI_LOW = CI_HIGH = NaN
derived(name) = 'VALUE = CI_LOW = CI_HIGH = NaN; if (have("derived.tsv")) { eval table("derived.tsv"); '.\
    'stats TABLE using (strcol(1) eq "'.name.'" ? (VALUE = column(col("value")), CI_LOW = column(col("ci_low")), '.\
    'CI_HIGH = column(col("ci_high"))) : 0, 0) nooutput }'

# eval keep("1:2:3", "CONDITION"): the rows of TABLE that fulfil the condition become the next block of
# $ROWS (plot $ROWS index BLOCKS-1), without gaps between them and never empty.
BLOCKS = 0
keep(using, condition) = 'set print $ROWS append; print "NaN\tNaN\tNaN\tNaN\tNaN\tNaN"; unset print; '.\
    'set table $ROWS append; plot TABLE using '.using.' with table if ('.condition.'); unset table; '.\
    'set print $ROWS append; print ""; print ""; unset print; BLOCKS = BLOCKS + 1'

# Patterns come in whole numbers, so a network's real load is near the one asked for. eval loads(0)
# after eval table(...) defines alpha(0), the real load of a row: from the metric patterns where the
# table has it, else by the rule of rounding that the last such table follows, else as asked for.
# Loads that all are whole numbers of patterns tell a rule, too: the nearest.
ROUNDING = cn = cp = cl = 0
odd_(load, n) = 2*floor(load*n/2) + 1
near_(load, n) = floor(load*n + 0.5)
same_(a, b) = abs(a - b) < 1e-6
loads(dummy) = 'cn = col("neurons"); cp = cn ? col("patterns_mean") : 0; cl = col("load"); '.\
    'if (cn && cl) { r_ = s_ = t_ = 0; stats TABLE using (t_ = t_ + 1, n_ = column(cn), l_ = column(cl), '.\
    'p_ = cp ? column(cp) : l_*n_, r_ = r_ + same_(odd_(l_, n_), p_), s_ = s_ + same_(near_(l_, n_), p_), 0) nooutput; '.\
    'if (cp) { ROUNDING = 2*r_ > t_ ? 1 : 2*s_ > t_ ? 2 : 0 } else { ROUNDING = s_ == t_ ? 2 : ROUNDING } }'
alpha(dummy) = cp ? column(cp)/column(cn) : !cn || !ROUNDING ? column(cl) : \
    (ROUNDING == 1 ? odd_(column(cl), column(cn)) : near_(column(cl), column(cn)))/column(cn)

# ---- labels at the ends of lines that keep their distance ---------------------------------------------
# Fill END_Y[1 .. ENDS] with the places where lines end, and set END_GAP, END_LOW and END_HIGH, all
# in one unit; end_label(i) is then the place of label i. Labels that would touch part evenly.
ENDS = 0
rank_(i) = 1 + sum [u_=1:ENDS] (END_Y[u_] < END_Y[i] || (END_Y[u_] == END_Y[i] && u_ < i))
ranked_(k) = END_Y[int(sum [w_=1:ENDS] (rank_(w_) == k ? w_ : 0))]
up_(k) = k == 1 ? ranked_(1) : max_(ranked_(k), up_(k-1) + END_GAP)
down_(k) = k == ENDS ? ranked_(k) : min_(ranked_(k), down_(k+1) - END_GAP)
free_(k) = 0.5*(up_(k) + down_(k))
shift_(d) = free_(1) < END_LOW ? END_LOW - free_(1) : free_(ENDS) > END_HIGH ? END_HIGH - free_(ENDS) : 0
end_label(i) = free_(rank_(i)) + shift_(0)

# ---- heat maps --------------------------------------------------------------------------------------
# Two colour scales, in order of lightness and around a middle; use with: @SEQ or @DIV.
SEQ = 'set palette maxcolors 256 defined (0 "#440154", 0.125 "#472d7b", 0.25 "#3b528b", 0.375 "#2c728e", 0.5 "#21918c", 0.625 "#28ae80", 0.75 "#5ec962", 0.875 "#addc30", 1 "#fde725")'
DIV = 'set palette maxcolors 256 defined (-1 "#2166ac", -0.6 "#67a9cf", -0.25 "#d1e5f0", 0 "#f7f7f7", 0.25 "#fddbc7", 0.6 "#ef8a62", 1 "#b2182b")'
IMAGE = PRINT ? "pixels" : ""               # plot ... with image @IMAGE
BAR = 'set colorbox user origin graph 1.03, graph 0 size screen px(12), graph 1 noborder; set cbtics scale 0 offset -0.6,0 tc rgb INK'
