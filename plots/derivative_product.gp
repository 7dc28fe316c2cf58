# derivative_product.gp - geometric mean of the product of one derivative per layer against depth, at
# unit variance; and the sigmoid's for three variances beside the notes' numbers for ten layers.
#
# Needs the axes activation, preactivation_std and depth, the metrics log10_derivative_product and
# active_paths and their theories.
load "style.gp"

KINDS = "elu leaky_relu tanh sigmoid"
array NAME[4] = ["ELU", "leaky ReLU 0.1", "tanh", "sigmoid"]
array COLOUR[4] = [S[3], S[4], S[2], S[1]]
N = 4

# ---- data: blocks 0 .. N-1 measured, N .. 2N-1 theory, 2N active paths; then the sigmoid by variance --
eval table("summary.tsv")
eval span('m("log10_derivative_product_n")')
REPLICATES = sprintf("%.0f", HIGH)
eval span('m("depth")')
D0 = LOW; D1 = HIGH
is(name) = strcol(col("activation")) eq name
unit(dummy) = m("preactivation_std") == 1
do for [i=1:N] {
    eval keep('(m("depth")):(m("log10_derivative_product_mean")):(m("log10_derivative_product_ci_low")):(m("log10_derivative_product_ci_high"))', 'is(word(KINDS, i)) && unit(0)')
}
ENDS = N
array END_Y[N]
do for [i=1:N] {
    eval keep('(m("depth")):(m("log10_derivative_product_theory"))', 'is(word(KINDS, i)) && unit(0)')
    eval span('is(word(KINDS, i)) && unit(0) && m("depth") == D1 ? m("log10_derivative_product_theory") : NaN')
    END_Y[i] = LOW == LOW ? LOW : 0
}
eval keep('(m("depth")):(log10(m("active_paths_theory")))', 'is("relu") && unit(0)')
eval span('is("relu") && unit(0) && m("depth") == D1 ? log10(m("active_paths_theory")) : NaN')
PATHS_END = LOW
eval levels("preactivation_std")
K = LEVELS
cp = col("preactivation_std")
do for [k=1:K] {
    eval keep('(m("depth")):(m("log10_derivative_product_mean")):(m("log10_derivative_product_ci_low")):(m("log10_derivative_product_ci_high"))', 'is("sigmoid") && at_level(k, cp) && m("depth") <= 15')
}
array END_B[K]
do for [k=1:K] {
    eval keep('(m("depth")):(m("log10_derivative_product_theory"))', 'is("sigmoid") && at_level(k, cp) && m("depth") <= 15')
    eval span('is("sigmoid") && at_level(k, cp) && m("depth") <= 15 ? m("log10_derivative_product_theory") : NaN')
    END_B[k] = LOW == LOW ? LOW : 0
}
eval span('m("depth") <= 15 ? m("depth") : NaN')
DB = HIGH

# ---- paper ------------------------------------------------------------------------------------------
TITLE = "Derivatives alone shrink a gradient, and no ReLU curve stays at 1"
SUBTITLE = "Geometric mean of a product of derivatives, one per layer, at independent normal pre-activations. ".\
    "Dots: measured in ".REPLICATES." samples of 1000 paths. Lines: theory"
TOP = head(0) + 40
BOTTOM = TOP + 300
A_RIGHT = NARROW ? W - 108 : 0.5*W - 62
B_LEFT = NARROW ? 62 : A_RIGHT + 156
B_TOP = NARROW ? BOTTOM + 92 : TOP
B_BOTTOM = B_TOP + 300
RIGHT = W - 62
H = B_BOTTOM + 56
@OPEN
LEAST = 5*floor(lower(END_Y[N], PATHS_END)/5 - 0.2)

# ---- a: activations ---------------------------------------------------------------------------------
eval panel(62, TOP, A_RIGHT, BOTTOM)
@HEADLINES
eval yname(letter("a")."product, pre-activations of variance 1", 16)
eval xname("layers")
set xrange [0:1.02*D1]; set yrange [LEAST:1]
set ytics LEAST,5,0 format "10^{%g}"
END_GAP = 15.*(1 - LEAST)/(BOTTOM - TOP); END_LOW = LEAST; END_HIGH = 0
do for [i=1:N] { set label 10+i NAME[i] at first D1,end_label(i) offset 1,0 left tc rgb COLOUR[i] }
set label 1 "ReLU: exactly 0" at graph 0.04,0.13 left tc rgb INK
set label 2 "dashed: paths active throughout, 2^{−depth}" at graph 0.04,0.06 left tc rgb MUTE font SMALL
plot $ROWS index 2*N using 1:2 with lines ls 21 title "paths active in every layer", \
     for [i=1:N] $ROWS index N+i-1 using 1:2 with lines lw 1.4 lc rgb COLOUR[i] title NAME[i].", theory", \
     for [i=1:N] $ROWS index i-1 using 1:3:(0):($4-$3) with vectors nohead lw 1.2 lc rgb COLOUR[i] title NAME[i].", 95 % interval", \
     for [i=1:N] $ROWS index i-1 using 1:2 with points pt 7 ps 0.5 lc rgb COLOUR[i] title NAME[i].", measured"

# ---- b: sigmoid -------------------------------------------------------------------------------------
unset label
eval panel(B_LEFT, B_TOP, RIGHT, B_BOTTOM)
eval yname(letter("b")."sigmoid, variance ".vi("s")."²", B_LEFT - 46)
set xrange [0:1.02*DB]
LEAST = floor(END_B[K])
set yrange [LEAST:0.5]
set ytics LEAST,2,0
ENDS = K
array END_Y[K]
do for [k=1:K] { END_Y[k] = END_B[k] }
END_GAP = 15.*(0.5 - LEAST)/(B_BOTTOM - B_TOP); END_LOW = LEAST; END_HIGH = 0
do for [k=1:K] { set label 10+k sprintf("%s = %g", vi("s"), LEVEL[k]) at first DB,end_label(k) offset 0.8,0 left tc rgb tint(k, K) }
set arrow 1 from 0,0 to DB,-0.60206*DB nohead ls 21 back
set label 1 "¼ per layer" at 0.80*DB,-0.60206*0.74*DB left tc rgb MUTE font SMALL
set label 2 "the notes’ numbers\nfor ten layers:\n4·10⁻⁷ and 10⁻⁹" at graph 0.05,0.33 left tc rgb FAIL font SMALL
set label 4 at 10,log10(4e-7) point pt 2 ps 0.8 lw 1.6 lc rgb FAIL
set label 5 at 10,-9 point pt 2 ps 0.8 lw 1.6 lc rgb FAIL
plot for [k=1:K] $ROWS index 2*N+K+k using 1:2 with lines lw 1.4 lc rgb tint(k, K) title sprintf("s = %g, theory", LEVEL[k]), \
     for [k=1:K] $ROWS index 2*N+k using 1:3:(0):($4-$3) with vectors nohead lw 1.2 lc rgb tint(k, K) title sprintf("s = %g, 95 %% interval", LEVEL[k]), \
     for [k=1:K] $ROWS index 2*N+k using 1:2 with points pt 7 ps 0.5 lc rgb tint(k, K) title sprintf("s = %g, measured", LEVEL[k])
unset multiplot
