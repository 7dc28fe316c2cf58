# attention_heads.gp - memory, time, operations and weights of self-attention of one width against the
# number of heads that share it.
#
# Needs the zip axis heads, head_dim, the axis method and the metrics flops, weights, peak_bytes and
# seconds.
load "style.gp"

METHODS = "naive tiled linear"
array HUE[3] = [S[2], S[1], S[3]]

# ---- data: blocks 0 .. 2: one method each --------------------------------------------------------------
eval table("summary.tsv")
cm = col("method")
eval span('m("heads")')
X0 = LOW; X1 = HIGH
do for [i=1:3] {
    eval keep('(m("heads")):(m("flops_mean")):(m("peak_bytes_mean")):(m("seconds_mean")):(m("weights_mean"))', 'strcol(cm) eq word(METHODS, '.i.')')
}
eval span('m("flops_mean")')
F1 = HIGH
eval span('m("weights_mean")')
WEIGHTS = HIGH
eval span('m("peak_bytes_mean")')
B0 = LOW; B1 = HIGH
eval span('m("seconds_mean")')
T1 = HIGH
array FEND[3]; array BEND[3]; array TEND[3]
do for [i=1:3] {
    eval span('strcol(cm) eq word(METHODS, i) && m("heads") == X1 ? m("flops_mean") : NaN')
    FEND[i] = LOW
    eval span('strcol(cm) eq word(METHODS, i) && m("heads") == X1 ? m("peak_bytes_mean") : NaN')
    BEND[i] = LOW
    eval span('strcol(cm) eq word(METHODS, i) && m("heads") == X1 ? m("seconds_mean") : NaN')
    TEND[i] = LOW
}
LENGTH = ""
if (have("parameters.tsv")) {
    eval table("parameters.tsv")
    stats TABLE using (strcol(1) eq "length" ? (LENGTH = strcol(2)) : "", 0) nooutput
}

# ---- paper ------------------------------------------------------------------------------------------
TITLE = "Splitting attention into heads costs neither operations nor parameters"
SUBTITLE = "Self-attention of width ".sprintf("%.0f", sqrt(WEIGHTS/4))." with projections".(LENGTH eq "" ? "" : " over ".LENGTH." tokens").", split into heads; ".whole(WEIGHTS)." weights for any number of them. One thread"
TOP = head(0) + 40
LEFT = 62
GAP = 66
EACH = NARROW ? W - LEFT - 70 : (W - LEFT - 62 - 2*GAP)/3.
TALL = 190
X_(k) = NARROW ? LEFT : LEFT + (k-1)*(EACH + GAP)
Y_(k) = NARROW ? TOP + (k-1)*(TALL + 92) : TOP
H = Y_(3) + TALL + 56
@OPEN
set logscale x 2
set xrange [X0/1.2:X1*1.2]
set xtics 2
if (!NARROW) { set xtics 4 }
ENDS = 3
array END_Y[3]
END_LOW = 0; END_HIGH = 1; END_GAP = 16./TALL

# ---- a: operations ----------------------------------------------------------------------------------
eval panel(X_(1), Y_(1), X_(1) + EACH, Y_(1) + TALL)
@HEADLINES
eval yname(letter("a")."10^9 operations", 16)
eval xname("heads")
set yrange [0:1.15e-9*F1]
eval ticks("y", 0, 1e-9*F1, 5)
set label 1 "naive, tiled" at graph 0.5,first 1e-9*FEND[2] offset 0,0.75 center tc rgb HUE[2]
set label 2 "linear" at graph 0.5,first 1e-9*FEND[3] offset 0,-0.9 center tc rgb HUE[3]
plot for [i=1:3] $ROWS index i-1 using 1:(1e-9*$2) with lines lw 1 lc rgb faint(HUE[i]) title "guide", \
     for [i=1:3] $ROWS index i-1 using 1:(1e-9*$2) with points pt (i == 1 ? 6 : 7) ps (i == 1 ? 0.9 : 0.5) lw 1.2 lc rgb HUE[i] title "counted, ".word(METHODS, i)

# ---- b: memory --------------------------------------------------------------------------------------
unset label
eval panel(X_(2), Y_(2), X_(2) + EACH, Y_(2) + TALL)
eval yname(letter("b")."memory beyond input, output", X_(2) - 46)
eval xname("heads")
set logscale y 2
set yrange [B0/1.5:B1*1.5]
unset ytics
set ytics ("1 MB" 2.**20, "4 MB" 2.**22, "16 MB" 2.**24, "64 MB" 2.**26, "256 MB" 2.**28) nomirror out scale 0.45,0.25 textcolor rgb INK
set label 1 "naive" at graph 0.6,first 2.**26.3 right tc rgb HUE[1]
set label 2 "tiled, linear" at graph 0.04,first 2.**22.8 left tc rgb HUE[2]
plot for [i=1:3] $ROWS index i-1 using 1:3 with lines lw 1 lc rgb faint(HUE[i]) title "guide", \
     for [i=1:3] $ROWS index i-1 using 1:3 with points pt 7 ps 0.5 lc rgb HUE[i] title "bytes, ".word(METHODS, i)

# ---- c: time ----------------------------------------------------------------------------------------
unset label
unset logscale y
eval panel(X_(3), Y_(3), X_(3) + EACH, Y_(3) + TALL)
eval yname(letter("c")."milliseconds per call", X_(3) - 40)
eval xname("heads")
set yrange [0:1.1e3*T1]
unset ytics
set ytics nomirror out scale 0.45,0.25 textcolor rgb INK
eval ticks("y", 0, 1e3*T1, 5)
do for [i=1:3] { END_Y[i] = TEND[i]/(1.1*T1) }
do for [i=1:3] {
    set label i word(METHODS, i) at X1*1.2,graph end_label(i) offset 0.5,0 left tc rgb HUE[i]
}
plot for [i=1:3] $ROWS index i-1 using 1:(1e3*$4) with lines lw 1 lc rgb faint(HUE[i]) title "guide", \
     for [i=1:3] $ROWS index i-1 using 1:(1e3*$4) with points pt 7 ps 0.5 lc rgb HUE[i] title "median, ".word(METHODS, i)
unset multiplot
