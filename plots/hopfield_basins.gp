# hopfield_basins.gp - share of cues recalled over load and initial overlap, with the measured boundary
# of attraction, the unstable state of the static theory and the boundary of signal and noise.
#
# Needs the axes initial_overlap and load, the metrics retrieved, unstable_theory and
# amari_basin_theory, and the derived number boundary (one per load).
load "style.gp"

eval table("summary.tsv")
cl = col("load"); ci = col("initial_overlap")
eval levels("load"); NX = LEVELS; X0 = LEVEL[1]; X1 = LEVEL[LEVELS]; DX = NX > 1 ? (X1 - X0)/(NX - 1) : 0.01
eval levels("initial_overlap"); NY = LEVELS; Y0 = LEVEL[1]; Y1 = LEVEL[LEVELS]; DY = NY > 1 ? (Y1 - Y0)/(NY - 1) : 0.1
eval span('m("retrieved_n")')
REPLICATES = LOW == HIGH ? sprintf("%.0f", LOW) : sprintf("%.0f to %.0f", LOW, HIGH)
eval keep('(column(cl)):(column(ci)):(m("retrieved_mean"))', '1')
eval loads(0)
SOURCE = "summary.tsv"
if (have("theory.tsv")) {
    eval table("theory.tsv")
    if (col("unstable_theory") && col("load")) { SOURCE = "theory.tsv" }
}
eval table(SOURCE)
eval levels("initial_overlap")
ci = col("initial_overlap")
eval loads(0)
one(dummy) = ci == 0 || LEVEL[1] != LEVEL[1] || column(ci) == LEVEL[1]
eval keep('(alpha(0)):(m("unstable_theory"))', 'one(0) && m("unstable_theory") == m("unstable_theory")')
eval keep('(alpha(0)):(m("amari_basin_theory"))', 'one(0) && m("amari_basin_theory") < 1')
BOUNDARY = 0
if (have("derived.tsv")) {
    eval table("derived.tsv")
    cl = col("load")
    if (cl) {
        eval keep('(column(cl)):(m("value")):(m("ci_low")):(m("ci_high"))', 'strcol(1) eq "boundary" && m("value") == m("value")')
        eval span('strcol(1) eq "boundary" ? m("value") : NaN')
        BOUNDARY = LOW == LOW
    }
}

TITLE = "A pattern attracts from afar only well below capacity"
SUBTITLE = "Share of cues from which the pattern is recalled (overlap above 0.9). Means of ".REPLICATES." networks a cell"
TOP = head(0) + 42
LEFT = 62; RIGHT = W - 84
BOTTOM = TOP + (NARROW ? 300 : 400)
H = BOTTOM + 56
@OPEN
@SEQ
@BAR
eval panel(LEFT, TOP, RIGHT, BOTTOM)
@HEADLINES
unset grid
set border 0
set tics scale 0
set xrange [X0-DX/2:X1+DX/2]; set yrange [Y0-DY/2:Y1+DY/2]; set cbrange [0:1]
eval yname("initial overlap".v("m_0"), 16)
eval xname("load".v("α")."=".v("P")."/".v("N"))
set label 9004 "share recalled" at screen px(W-16),graph 1 right offset 0,0.95 tc rgb MUTE front
eval ticks("x", X0, X1, 6)
set ytics 0,0.2,1 format "%.1f"
set cbtics 0,0.25,1 format "%.2f"
LIGHT = "#fffffd"; DARK = "#1b1f23"
if (X0 < 0.05 && X1 > 0.15) {
    set label 1 "{/:Bold recalled}" at 0.075,0.62 center tc rgb DARK front
    set label 2 "{/:Bold lost}" at 0.178,0.42 center tc rgb LIGHT front
    set label 3 "measured boundary" at 0.092,0.44 right tc rgb DARK front
    set label 4 "unstable static state" at 0.06,0.765 right offset -0.8,0.9 tc rgb DARK front
    set label 5 "signal and noise" at 0.128,0.30 left offset 1.2,-1 tc rgb LIGHT front
}
plot $ROWS index 0 every ::1 using 1:2:3 with image @IMAGE title "share recalled", \
     $ROWS index 1 using 1:2 with lines lw 1.6 dt (7,4) lc rgb DARK title "unstable replica-symmetric state", \
     $ROWS index 2 using 1:2 with lines lw 1.6 dt (2,3) lc rgb LIGHT title "signal and noise, Amari and Maginu 1988", \
     $ROWS index (BOUNDARY ? 3 : 0) using 1:(BOUNDARY ? $2 : NaN) with linespoints lw 2 pt 7 ps 0.45 lc rgb DARK title "half are recalled"
unset multiplot
