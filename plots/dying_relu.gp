# dying_relu.gp - probability that an input falls silent in a relu network against its depth, by width;
# and the mean logarithm of the gradients that survive.
#
# Needs the axes width and depth and the metrics dead_inputs and log10_gradient_ratio with theories.
load "style.gp"

# ---- data: of N widths, blocks of deaths, theory, gradients, theory -----------------------------------
eval table("summary.tsv")
eval span('m("dead_inputs_n")')
REPLICATES = sprintf("%.0f", HIGH)
eval span('m("depth")')
D0 = LOW; D1 = HIGH
eval levels("width")
N = LEVELS
cw = col("width")
do for [i=1:N] {
    eval keep('(m("depth")):(m("dead_inputs_mean")):(m("dead_inputs_ci_low")):(m("dead_inputs_ci_high"))', 'at_level(i, cw)')
}
array END_A[N]
do for [i=1:N] {
    eval keep('(m("depth")):(m("dead_inputs_theory"))', 'at_level(i, cw)')
    eval span('at_level(i, cw) && m("depth") == D1 ? m("dead_inputs_theory") : NaN')
    END_A[i] = LOW
}
# The gradients of few survivors say little.
common(dummy) = m("log10_gradient_ratio_n") >= 20
do for [i=1:N] {
    eval keep('(m("depth")):(m("log10_gradient_ratio_mean")):(m("log10_gradient_ratio_ci_low")):(m("log10_gradient_ratio_ci_high"))', 'at_level(i, cw) && common(0)')
}
array END_B[N]
array LAST_B[N]
do for [i=1:N] {
    eval keep('(m("depth")):(m("log10_gradient_ratio_theory"))', 'at_level(i, cw) && common(0)')
    eval span('at_level(i, cw) && common(0) ? m("depth") : NaN')
    LAST_B[i] = HIGH
    eval span('at_level(i, cw) && m("depth") == LAST_B[i] ? m("log10_gradient_ratio_theory") : NaN')
    END_B[i] = LOW == LOW ? LOW : 0
}

# ---- paper ------------------------------------------------------------------------------------------
TITLE = "Narrow ReLU networks die young, with an exactly known probability"
SUBTITLE = "He’s weights, no biases, ".REPLICATES." networks for every size. Bars: 95".NB."% intervals. Lines: exact laws"
TOP = head(0) + 40
BOTTOM = TOP + 300
A_RIGHT = NARROW ? W - 84 : 0.5*W - 50
B_LEFT = NARROW ? 62 : A_RIGHT + 126
B_TOP = NARROW ? BOTTOM + 92 : TOP
B_BOTTOM = B_TOP + 300
RIGHT = W - 70
H = B_BOTTOM + 56
@OPEN
set logscale x
set xrange [D0*0.9:D1*1.08]
set xtics (2, 5, 10, 20, 50, 100)
unit(i) = rank_(i) == N ? vi("n").NB."=".NB : ""

# ---- a: deaths --------------------------------------------------------------------------------------
eval panel(62, TOP, A_RIGHT, BOTTOM)
@HEADLINES
eval yname(letter("a")."probability that an input is silenced", 16)
eval xname("depth")
set yrange [-0.02:1.03]
set ytics 0,0.25,1 format "%.2f"
ENDS = N
array END_Y[N]
do for [i=1:N] { END_Y[i] = END_A[i] }
END_GAP = 14.*1.05/(BOTTOM - TOP); END_LOW = -0.02; END_HIGH = 1.12
do for [i=1:N] { set label 20+i unit(i).sprintf("%.0f", LEVEL[i]) at first D1,end_label(i) offset 0.9,0 left tc rgb tint(i, N) font SMALL }
plot for [i=1:N] $ROWS index N+i-1 using 1:2 with lines lw 1.3 lc rgb tint(i, N) title sprintf("width %.0f, theory", LEVEL[i]), \
     for [i=1:N] $ROWS index i-1 using 1:3:(0):($4-$3) with vectors nohead lw 1.1 lc rgb tint(i, N) title sprintf("width %.0f, 95 %% interval", LEVEL[i]), \
     for [i=1:N] $ROWS index i-1 using 1:2 with points pt shape(i, N) ps size_(i, N) lc rgb tint(i, N) title sprintf("width %.0f, measured", LEVEL[i])

# ---- b: gradients of the living ---------------------------------------------------------------------
unset label
eval panel(B_LEFT, B_TOP, RIGHT, B_BOTTOM)
eval yname(letter("b")."gradient norm of the surviving, first over last", B_LEFT - 46)
low = 0
do for [i=1:N] { low = min_(low, END_B[i]) }
low = floor(low)
set yrange [low:0.2]; set ytics low,2,0 format "10^{%g}"
do for [i=1:N] { END_Y[i] = END_B[i] }
do for [i=1:N] {
    if (LAST_B[i] == D1) { set label 20+i sprintf("%.0f", LEVEL[i]) at first D1,END_B[i] offset 0.9,0 left tc rgb tint(i, N) font SMALL }
    if (LAST_B[i] < D1) { set label 20+i sprintf("%.0f", LEVEL[i]) at first LAST_B[i],END_B[i] offset 0.7,-0.3 left tc rgb tint(i, N) font SMALL }
}
plot for [i=1:N] $ROWS index 3*N+i-1 using 1:2 with lines lw 1.3 lc rgb tint(i, N) title sprintf("width %.0f, theory", LEVEL[i]), \
     for [i=1:N] $ROWS index 2*N+i-1 using 1:3:(0):($4-$3) with vectors nohead lw 1.1 lc rgb tint(i, N) title sprintf("width %.0f, 95 %% interval", LEVEL[i]), \
     for [i=1:N] $ROWS index 2*N+i-1 using 1:2 with points pt shape(i, N) ps size_(i, N) lc rgb tint(i, N) title sprintf("width %.0f, measured", LEVEL[i])
unset multiplot
