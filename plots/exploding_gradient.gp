# exploding_gradient.gp - norm of the gradient of all parameters against depth, before and after
# clipping; and what a first layer receives, beside the norm of its weight matrix.
#
# Needs the axes activation, init and depth, the metrics log10_parameter_gradient, clipped_norm,
# log10_gradient_ratio and its theory, and spectral_norm.
load "style.gp"

KEYS = "linear:he tanh:he relu:he tanh:xavier"
array NAME[4] = ["linear, He", "tanh, He", "ReLU, He", "tanh, Xavier"]
array COLOUR[4] = [S[1], S[4], S[3], S[2]]
N = 4

# ---- data: blocks 0 .. N-1 parameter gradient, N .. 2N-1 clipped, 2N .. 3N-1 ratio, 3N .. 4N-1 theory --
eval table("summary.tsv")
eval span('m("log10_gradient_ratio_n")')
REPLICATES = sprintf("%.0f", HIGH)
eval span('m("depth")')
D0 = LOW; D1 = HIGH
is(i) = strcol(col("activation")).":".strcol(col("init")) eq word(KEYS, i)
rows(metric) = '(m("depth")):(m("'.metric.'_mean")):(m("'.metric.'_ci_low")):(m("'.metric.'_ci_high"))'
do for [i=1:N] { eval keep(rows("log10_parameter_gradient"), 'is(i)') }
do for [i=1:N] { eval keep('(m("depth")):(log10(m("clipped_norm_mean")))', 'is(i)') }
do for [i=1:N] { eval keep(rows("log10_gradient_ratio"), 'is(i)') }
array END_A[N]
array END_B[N]
array NORM[N]
do for [i=1:N] {
    eval keep('(m("depth")):(m("log10_gradient_ratio_theory"))', 'is(i)')
    eval span('is(i) && m("depth") == D1 ? m("log10_gradient_ratio_theory") : NaN')
    END_B[i] = LOW == LOW ? LOW : 0
    eval span('is(i) && m("depth") == D1 ? m("log10_parameter_gradient_mean") : NaN')
    END_A[i] = LOW == LOW ? LOW : 0
    eval span('is(i) ? m("spectral_norm_mean") : NaN')
    NORM[i] = HIGH
}

# ---- paper ------------------------------------------------------------------------------------------
TITLE = "Gradients explode where χ exceeds 1, not where the norms of W do"
SUBTITLE = "Geometric means of ".REPLICATES." networks of 128 units, bars: 95".NB."% intervals. Lines in b: theory. Every weight matrix has a norm well above 1"
TOP = head(0) + 40
BOTTOM = TOP + 280
A_RIGHT = NARROW ? W - 108 : 0.5*W - 62
B_LEFT = NARROW ? 62 : A_RIGHT + 156
B_TOP = NARROW ? BOTTOM + 92 : TOP
B_BOTTOM = B_TOP + 280
RIGHT = W - 134
H = B_BOTTOM + 56
@OPEN

# ---- a: the gradient of all parameters --------------------------------------------------------------
eval panel(62, TOP, A_RIGHT, BOTTOM)
@HEADLINES
eval yname(letter("a")."norm of the gradient of all weights", 16)
eval xname("depth")
set xrange [0:1.02*D1]
Y1 = 5*ceil(END_A[1]/5)
set yrange [-2:Y1]; set ytics 0,5,Y1 format "10^{%g}"
ENDS = N
array END_Y[N]
do for [i=1:N] { END_Y[i] = END_A[i] }
END_GAP = 15.*(Y1 + 2)/(BOTTOM - TOP); END_LOW = -1; END_HIGH = Y1
do for [i=1:N] { set label 10+i NAME[i] at first D1,end_label(i) offset 1,0 left tc rgb COLOUR[i] }
set label 1 "after clipping at 1" at graph 0.30,first -0.9 left tc rgb MUTE font SMALL
plot for [i=1:N] $ROWS index N+i-1 using 1:2 with lines lw 1.2 dt (2,3) lc rgb COLOUR[i] title NAME[i].", clipped", \
     for [i=1:N] $ROWS index i-1 using 1:2 with lines lw 1 lc rgb faint(COLOUR[i]) title NAME[i].", guide", \
     for [i=1:N] $ROWS index i-1 using 1:3:(0):($4-$3) with vectors nohead lw 1.2 lc rgb COLOUR[i] title NAME[i].", 95 % interval", \
     for [i=1:N] $ROWS index i-1 using 1:2 with points pt 7 ps 0.5 lc rgb COLOUR[i] title NAME[i].", measured"

# ---- b: first layer over last -----------------------------------------------------------------------
unset label
eval panel(B_LEFT, B_TOP, RIGHT, B_BOTTOM)
eval yname(letter("b")."norm at the first layer over the last", B_LEFT - 46)
Y1 = 5*ceil(END_B[1]/5)
set yrange [-2:Y1]; set ytics 0,5,Y1 format "10^{%g}"
do for [i=1:N] { END_Y[i] = END_B[i] }
END_GAP = 15.*(Y1 + 2)/(B_BOTTOM - B_TOP); END_LOW = -1.7; END_HIGH = Y1
do for [i=1:N] { set label 10+i sprintf("%s, %s%.1f", NAME[i], "‖W‖ ", NORM[i]) at first D1,end_label(i) offset 0.8,0 left tc rgb COLOUR[i] font SMALL }
plot for [i=1:N] $ROWS index 3*N+i-1 using 1:2 with lines lw 1.4 lc rgb COLOUR[i] title NAME[i].", theory", \
     for [i=1:N] $ROWS index 2*N+i-1 using 1:3:(0):($4-$3) with vectors nohead lw 1.2 lc rgb COLOUR[i] title NAME[i].", 95 % interval", \
     for [i=1:N] $ROWS index 2*N+i-1 using 1:2 with points pt 7 ps 0.5 lc rgb COLOUR[i] title NAME[i].", measured"
unset multiplot
