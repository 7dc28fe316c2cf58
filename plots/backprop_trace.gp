# backprop_trace.gp - largest error of every kind of network's gradient, in double precision against
# central differences and in single precision against double.
#
# Needs the axes kind, activation, loss, normalization and residual (one zip axis) and the metrics
# max_relative_error and float_error.
load "style.gp"

# ---- data: one row per network, named by its parts ---------------------------------------------------
eval table("summary.tsv")
what(dummy) = strcol(col("kind")) eq "worked" ? "the notes’ worked example" : \
              strcol(col("kind")) eq "cancelling" ? "residual block with branch −x" : \
              strcol(col("activation")).(strcol(col("loss")) eq "cross_entropy" ? ", cross-entropy" : "").\
              (strcol(col("normalization")) eq "none" ? "" : ", ".strcol(col("normalization"))." norm").\
              (strcol(col("residual")) eq "none" ? "" : ", residual")
N = 0
stats TABLE using (N = N + 1, 0) nooutput
array NAME[N]
k = 0
stats TABLE using (k = k + 1, NAME[k] = what(0), 0) nooutput
k = 0
eval keep('(k = k + 1, m("max_relative_error_mean")):(k):(m("float_error_mean"))', '1')
eval span('m("max_relative_error_n")')
REPLICATES = sprintf("%.0f", HIGH)

# Numbers of the worked example.
number(metric) = 'stats TABLE using (strcol(col("kind")) eq "worked" ? (X_ = m("trace_'.metric.'_mean")) : 0, 0) nooutput; TEXT = (X_ < 0 ? "−" : "").sprintf("%.4g", abs(X_))'
FORWARD = letter("worked example, forward")
do for [q in "z1 h1 z2 y loss"] {
    eval number(q)
    FORWARD = FORWARD.vi(q[1:1] eq "l" ? "L" : q[1:1]).(q eq "z1" || q eq "h1" ? "₁" : q eq "z2" ? "₂" : "").NB.TEXT.(q eq "loss" ? "" : "  →  ")
}
BACKWARD = letter("back")
do for [q in "delta2 delta1 w2_after w11_after w12_after y_after_weights"] {
    eval number(q)
    BACKWARD = BACKWARD.(q eq "delta2" ? vi("δ")."₂" : q eq "delta1" ? vi("δ")."₁" : q eq "w2_after" ? "then ".vi("W")."₂" : \
        q eq "w11_after" ? vi("W")."₁" : q eq "w12_after" ? "and" : "and ".vi("y")).NB.TEXT."   "
}
TITLE = "Backpropagation computes the gradient, whatever the network is made of"
SUBTITLE = "Largest error of a derivative over the largest derivative of its array, mean of ".REPLICATES.\
    " networks each; three hidden layers of eight units, squared error unless said"
TOP = head(0) + (NARROW ? 40 : 108)
BOTTOM = TOP + 17*N
LEFT = NARROW ? 222 : 264
RIGHT = W - 30
H = BOTTOM + 60
@OPEN
eval panel(LEFT, TOP, RIGHT, BOTTOM)
@HEADLINES
set logscale x
unset mxtics
set xrange [3e-12:1e-4]
set xtics 1e-11,1e2,1e-5 format "10^{%L}"
eval xname("relative error")
set yrange [N+0.7:0.3]
unset ytics
set grid noytics xtics
do for [i=1:N] { set label 100+i NAME[i] at graph 0,first i offset -1,0 right tc rgb INK font SMALL noenhanced }
set arrow 1 from 1e-7,graph 0 to 1e-7,graph 1 nohead ls 21 back
set label 1 "limit" at 1e-7,0.3 offset 0,0.6 center tc rgb MUTE font SMALL
set label 2 "double, against\ncentral differences" at 3e-10,0.3 offset 0,1.5 center tc rgb S[1] font SMALL
# The worked example, forward and back, where there is room.
if (!NARROW) {
    set label 10 FORWARD at screen px(16),py(head(0) + 24) left tc rgb INK font SMALL
    set label 11 BACKWARD at screen px(16),py(head(0) + 44) left tc rgb INK font SMALL
}
set label 3 "single, against\ndouble" at 1.5e-6,0.3 offset 0,1.5 center tc rgb S[2] font SMALL
plot $ROWS index 0 using 1:2 with points pt 7 ps 0.6 lc rgb S[1] title "double precision against central differences", \
     $ROWS index 0 using 3:2 with points pt 7 ps 0.6 lc rgb S[2] title "single precision against double"
unset multiplot
