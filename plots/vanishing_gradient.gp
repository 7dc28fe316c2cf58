# vanishing_gradient.gp - norm of the gradient against layers taken back, in the deepest networks, over
# all decades and for those that survive; and what reaches the first layer against depth.
#
# Needs the axes activation, init, residual and depth, the array log10_gradient_norm over layer, the
# metric log10_gradient_ratio and their theories.
load "style.gp"

# activation, init, residual of the four series, and their names
KEYS = "sigmoid:xavier:none tanh:xavier:none relu:he:none tanh:xavier:identity"
array NAME[4] = ["sigmoid, Xavier", "tanh, Xavier", "ReLU, He", "residual tanh"]
N = 4
# the same with other weights
OTHERS = "tanh:he:none tanh:framework:none relu:xavier:none sigmoid:he:none"
array OTHER[4] = ["tanh, He", "tanh, 1/(3n)", "ReLU, Xavier", "sigmoid, He"]
array COLOUR[4] = [S[2], S[2], S[3], S[1]]
M = 4

# ---- data: blocks 0 .. N-1 measured by layer, N .. 2N-1 theory; then M by depth and M of theory -------
key(dummy) = strcol(col("activation")).":".strcol(col("init")).":".strcol(col("residual"))
is(i) = key(0) eq word(KEYS, i)
other(i) = key(0) eq word(OTHERS, i)
eval table("summary_log10_gradient_norm.tsv")
eval span('m("depth")')
DEPTH = HIGH
deepest(dummy) = m("depth") == DEPTH
# A residual network's gradient stands before the block of its number.
back(i) = DEPTH - m("layer") + (i == 4)
eval span('deepest(0) ? m("log10_gradient_norm_n") : NaN')
REPLICATES = LOW == HIGH ? sprintf("%.0f", LOW) : sprintf("%.0f to %.0f", LOW, HIGH)
EVERY = max_(1, floor(DEPTH/25))
sparse(dummy) = int(DEPTH - m("layer")) % EVERY == 0 || m("layer") == 1
do for [i=1:N] {
    eval keep('(back('.i.')):(m("log10_gradient_norm_mean")):(m("log10_gradient_norm_ci_low")):(m("log10_gradient_norm_ci_high"))', 'is(i) && deepest(0) && sparse(0)')
}
array END_A[N]
eval table("summary_log10_gradient_norm_theory.tsv")
do for [i=1:N] {
    eval keep('(back('.i.')):(m("log10_gradient_norm_theory"))', 'is(i) && deepest(0)')
    eval span('is(i) && deepest(0) && m("layer") == 1 ? m("log10_gradient_norm_theory") : NaN')
    END_A[i] = LOW == LOW ? LOW : 0
}
eval table("summary.tsv")
do for [i=1:M] {
    eval keep('(m("depth")):(m("log10_gradient_ratio_mean")):(m("log10_gradient_ratio_ci_low")):(m("log10_gradient_ratio_ci_high"))', 'other(i)')
}
array END_C[M]
do for [i=1:M] {
    eval keep('(m("depth")):(m("log10_gradient_ratio_theory"))', 'other(i)')
    eval span('other(i) && deepest(0) ? m("log10_gradient_ratio_theory") : NaN')
    END_C[i] = LOW == LOW ? LOW : 0
}
eval span('m("depth")')
D0 = LOW; D1 = HIGH

# ---- paper ------------------------------------------------------------------------------------------
TITLE = "Sigmoid layers starve what lies before them; ReLU and tanh need not"
SUBTITLE = sprintf("Networks of depth %.0f, mean of the logarithm over %s initialisations. Dots: measured, bars: 95%s%% intervals. Lines: theory", DEPTH, REPLICATES, NB)
TOP = head(0) + 40
BOTTOM = TOP + 290
MIDDLE = NARROW ? W - 24 : 0.5*W - 20
B_LEFT = NARROW ? 62 : MIDDLE + 74
B_TOP = NARROW ? BOTTOM + 92 : TOP
B_BOTTOM = B_TOP + 290
C_TOP = B_BOTTOM + 96
C_BOTTOM = C_TOP + 190
RIGHT = W - 108
H = C_BOTTOM + 56
@OPEN
set xrange [-0.02*DEPTH:1.01*DEPTH]
measured = 'for [i=I0:N] $ROWS index i-1 using 1:3:(0):($4-$3) with vectors nohead lw 1.2 lc rgb S[i] title NAME[i].", 95 % interval", for [i=I0:N] $ROWS index i-1 using 1:2 with points pt 7 ps 0.45 lc rgb S[i] title NAME[i].", measured"'

# ---- a: all decades ---------------------------------------------------------------------------------
eval panel(62, TOP, MIDDLE, BOTTOM)
@HEADLINES
eval yname(letter("a")."gradient norm, over that at the last layer", 16)
eval xname("layers taken back")
LEAST = floor(END_A[1]/10)*10
set yrange [LEAST:5]
set ytics LEAST,10,0 format "10^{%g}"
set arrow 1 from 0,0 to DEPTH,-0.60206*DEPTH nohead ls 21 back
if (LEAST < -30) {
    set label 1 "¼ per layer" at 0.5*DEPTH,-0.27*DEPTH left tc rgb MUTE font SMALL
    set label 2 "sigmoid" at 0.60*DEPTH,0.70*END_A[1] right tc rgb S[1]
    set label 3 "tanh, ReLU, residual" at DEPTH,-4.2 right tc rgb INK
}
I0 = 1
plot for [i=1:N] $ROWS index N+i-1 using 1:2 with lines lw 1.4 lc rgb S[i] title NAME[i].", theory", @measured

# ---- b: those that survive --------------------------------------------------------------------------
unset label; unset arrow
eval panel(B_LEFT, B_TOP, RIGHT, B_BOTTOM)
eval yname(letter("b")."those that survive", B_LEFT - 46)
Y1 = ceil(2*END_A[4] + 0.2)/2.
set yrange [-1.75:Y1]
set ytics ("0.03" log10(0.03), "0.1" -1, "0.3" log10(0.3), "1" 0, "3" log10(3), "10" 1, "30" log10(30), "100" 2, "300" log10(300))
# The end of each line, and labels that keep their distance.
ENDS = 3
array END_Y[3] = [END_A[2], END_A[3], END_A[4]]
END_GAP = 15.*(Y1 + 1.75)/(B_BOTTOM - B_TOP); END_LOW = -1.7; END_HIGH = Y1
do for [i=1:3] { set label 10+i NAME[i+1] at graph 1.02,first end_label(i) left tc rgb S[i+1] }
I0 = 2
plot for [i=2:N] $ROWS index N+i-1 using 1:2 with lines lw 1.4 lc rgb S[i] title NAME[i].", theory", @measured

# ---- c: other weights -------------------------------------------------------------------------------
unset label
eval panel(62, C_TOP, RIGHT, C_BOTTOM)
eval yname(letter("c")."norm at the first layer over that at the last, with other weights", 16)
eval xname("depth of the network")
set xrange [0:1.02*D1]
unset ytics
set ytics LEAST,10,10 nomirror out scale 0.45,0.25 textcolor rgb INK format "10^{%g}"
set yrange [10*floor(END_C[M]/10):8]
ENDS = M
array END_Y[M]
do for [i=1:M] { END_Y[i] = END_C[i] }
END_GAP = 15.*(8 - 10*floor(END_C[M]/10))/(C_BOTTOM - C_TOP); END_LOW = 10*floor(END_C[M]/10); END_HIGH = 8
do for [i=1:M] { set label 10+i OTHER[i] at graph 1.01,first end_label(i) left tc rgb COLOUR[i] }
plot for [i=1:M] $ROWS index 2*N+M+i-1 using 1:2 with lines lw 1.4 lc rgb COLOUR[i] title OTHER[i].", theory", \
     for [i=1:M] $ROWS index 2*N+i-1 using 1:3:(0):($4-$3) with vectors nohead lw 1.2 lc rgb COLOUR[i] title OTHER[i].", 95 % interval", \
     for [i=1:M] $ROWS index 2*N+i-1 using 1:2 with points pt 7 ps 0.5 lc rgb COLOUR[i] title OTHER[i].", measured"
unset multiplot
