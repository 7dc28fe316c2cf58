# hopfield_spurious.gp - overlap that mixtures keep with each of their patterns, and energies, against
# load, beside replica-symmetric theory.
#
# Needs the axes mixed and load and the metrics mixed_overlap, mixed_overlap_theory, energy,
# mixed_energy_theory.
load "style.gp"

# ---- data: blocks 0 .. N-1 overlaps and energies, N .. 2N-1 theory ---------------------------------------
eval table("summary.tsv")
eval levels("mixed")
N = LEVELS
cm = col("mixed"); ca = col("load")
eval span('m("energy_n")')
REPLICATES = LOW == HIGH ? sprintf("%.0f", LOW) : sprintf("%.0f to %.0f", LOW, HIGH)
eval loads(0)
eval span('alpha(0)')
X0 = LOW; X1 = HIGH
array START[N]
do for [i=1:N] {
    eval keep('(alpha(0)):(m("mixed_overlap_mean")):(m("mixed_overlap_ci_low")):(m("mixed_overlap_ci_high")):(m("energy_mean")):(m("kept_mean")):(m("energy_ci_low")):(m("energy_ci_high")):(m("kept_ci_low")):(m("kept_ci_high"))', 'at_level(i, cm)')
    eval span('at_level(i, cm) && alpha(0) == X0 ? m("mixed_overlap_mean") : NaN')
    START[i] = LOW
}
eval keep('(alpha(0)):(m("energy_mean"))', 'column(cm) == 0')
if (have("theory.tsv")) {
    eval table("theory.tsv")
    if (!col("mixed_overlap_theory") || !col("mixed")) { eval table("summary.tsv") }
}
eval loads(0)
cm = col("mixed")
do for [i=1:N] { eval keep('(alpha(0)):(m("mixed_overlap_theory")):(m("mixed_energy_theory"))', 'at_level(i, cm) && m("mixed_overlap_theory") > 0') }

TITLE = "Mixtures of three, five, … patterns are memories too, but only at low load"
SUBTITLE = "Networks started on the sign of a sum of n patterns, or at random. Means of ".REPLICATES." networks, bars: 95".NB."% intervals; thick lines: theory"
LEFT = 62
RIGHT = W - 30
TOP = head(0) + 40
A_BOTTOM = TOP + 210
B_TOP = A_BOTTOM + 60
B_BOTTOM = B_TOP + 120
C_TOP = B_BOTTOM + 60
C_BOTTOM = C_TOP + 170
H = C_BOTTOM + 56
hue(n) = n == 1 ? S[1] : n == 3 ? S[2] : n == 5 ? S[3] : n == 7 ? S[4] : n == 0 ? INK : MUTE
sign_(n) = n == 0 ? 5 : int(n) % 2 ? 7 : 8
@OPEN
set logscale x
set xrange [X0/1.25:X1*1.35]
set xtics (0.003, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2) format "%g"
eval panel(LEFT, TOP, RIGHT, A_BOTTOM)
@HEADLINES
eval yname(letter("a")."overlap kept with each of the ".vi("n")." patterns", 16)
set format x ""
set yrange [0:1.06]
set ytics 0,0.25,1 format "%.2f"
do for [i=1:N] {
    if (LEVEL[i] == 1) { set label 20+i vi("n")." = 1: a pattern" at X0,START[i] offset 0.5,-0.9 left tc rgb hue(1) }
    if (LEVEL[i] == 3) { set label 20+i vi("n")." = 3" at X0,START[i] offset 0.5,0.9 left tc rgb hue(3) }
    if (LEVEL[i] == 5) { set label 20+i "5" at X0,START[i] offset 0.5,0.8 left tc rgb hue(5) }
    if (LEVEL[i] == 7) { set label 20+i "7" at X0,START[i] offset 0.5,-0.9 left tc rgb hue(7) }
}
plot for [i=1:N] $ROWS index i-1 using 1:(int(LEVEL[i]) % 2 ? $2 : NaN) with lines lw 1 lc rgb faint(hue(LEVEL[i])) title "guide", \
     for [i=1:N] $ROWS index N+i using 1:2 with lines lw 1.6 lc rgb hue(LEVEL[i]) title "replica-symmetric theory", \
     for [i=1:N] $ROWS index i-1 using 1:(int(LEVEL[i]) % 2 ? $3 : NaN):(0):($4-$3) with vectors nohead lw 1.2 lc rgb hue(LEVEL[i]) title "95 % interval", \
     for [i=1:N] $ROWS index i-1 using 1:(int(LEVEL[i]) % 2 ? $2 : NaN) with points pt sign_(LEVEL[i]) ps 0.6 lc rgb hue(LEVEL[i]) title "mean"
unset label
eval panel(LEFT, B_TOP, RIGHT, B_BOTTOM)
eval yname(letter("b").(NARROW ? "share that stays there (overlap above 0.9)" : "share that stays near the mixture it started on (overlap above 0.9)"), 16)
set label 1 vi("n")." = 2, 4: fall apart" at graph 0.02,0.17 left tc rgb MUTE
plot for [i=1:N] $ROWS index i-1 using 1:(LEVEL[i] > 0 ? $6 : NaN) with lines lw 1 lc rgb faint(hue(LEVEL[i])) title "guide", \
     for [i=1:N] $ROWS index i-1 using 1:(LEVEL[i] > 0 && $6 > 0 && $6 < 1 ? $9 : NaN):(0):($10-$9) with vectors nohead lw 1.2 lc rgb hue(LEVEL[i]) title "95 % interval", \
     for [i=1:N] $ROWS index i-1 using 1:(LEVEL[i] > 0 ? $6 : NaN) with points pt sign_(LEVEL[i]) ps 0.6 lc rgb hue(LEVEL[i]) title "mean"
unset label
eval panel(LEFT, C_TOP, RIGHT, C_BOTTOM)
eval yname(letter("c")."energy per neuron of the states reached", 16)
eval xname("load".v("α")."=".v("P")."/".v("N"))
if (NARROW) { set xtics (0.005, 0.01, 0.02, 0.05, 0.1, 0.2) format "%g" } else { set xtics (0.003, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2) format "%g" }
set yrange [-0.54:-0.30]
set ytics -0.6,0.05,0 format "%.2f"
set label 1 "□ random starts" at graph 0.98,0.62 right tc rgb INK
set label 2 "patterns" at graph 0.02,0.08 left tc rgb hue(1)
plot for [i=1:N] $ROWS index i-1 using 1:(int(LEVEL[i]) % 2 ? $5 : NaN) with lines lw 1 lc rgb faint(hue(LEVEL[i])) title "guide", \
     for [i=1:N] $ROWS index N+i using 1:3 with lines lw 1.6 lc rgb hue(LEVEL[i]) title "replica-symmetric theory", \
     for [i=1:N] $ROWS index i-1 using 1:(int(LEVEL[i]) % 2 ? $7 : NaN):(0):($8-$7) with vectors nohead lw 1.2 lc rgb hue(LEVEL[i]) title "95 % interval", \
     for [i=1:N] $ROWS index i-1 using 1:(int(LEVEL[i]) % 2 ? $5 : NaN) with points pt sign_(LEVEL[i]) ps 0.6 lc rgb hue(LEVEL[i]) title "mean", \
     $ROWS index N using 1:2 with lines lw 1 lc rgb faint(INK) title "guide", \
     $ROWS index N using 1:2 with points pt 4 ps 0.8 lc rgb INK title "from random states"
unset multiplot
