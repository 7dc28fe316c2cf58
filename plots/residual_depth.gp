# residual_depth.gp - gradient at the input over that at the end against the number of residual
# blocks, scaled and not, and plain networks; all decades, and those near 1.
#
# Needs the axes activation, residual, depth and branch_scale (one zip axis with init) and the metric
# log10_gradient_ratio with its theory.
load "style.gp"

array NAME[6] = ["residual ReLU", "residual tanh", "residual ReLU, scaled", "plain ReLU", "plain tanh", "plain sigmoid"]
array COLOUR[6] = [S[3], S[2], S[1], S[3], S[2], S[4]]
array POINT[6] = [7, 7, 7, 6, 6, 6]
N = 6

# ---- data: blocks 0 .. N-1 measured, N .. 2N-1 theory -------------------------------------------------
eval table("summary.tsv")
eval span('m("log10_gradient_ratio_n")')
REPLICATES = sprintf("%.0f", HIGH)
eval span('m("depth")')
D0 = LOW; D1 = HIGH
kind(a, r, scaled) = strcol(col("activation")) eq a && strcol(col("residual")) eq r && (m("branch_scale") < 1) == scaled
is(i) = i == 1 ? kind("relu", "identity", 0) : i == 2 ? kind("tanh", "identity", 0) : i == 3 ? kind("relu", "identity", 1) : \
        i == 4 ? kind("relu", "none", 0) : i == 5 ? kind("tanh", "none", 0) : kind("sigmoid", "none", 0)
do for [i=1:N] {
    eval keep('(m("depth")):(m("log10_gradient_ratio_mean")):(m("log10_gradient_ratio_ci_low")):(m("log10_gradient_ratio_ci_high"))', 'is(i)')
}
array END_A[N]
do for [i=1:N] {
    eval keep('(m("depth")):(m("log10_gradient_ratio_theory"))', 'is(i)')
    eval span('is(i) && m("depth") == D1 ? m("log10_gradient_ratio_theory") : NaN')
    END_A[i] = LOW == LOW ? LOW : 0
}

# ---- paper ------------------------------------------------------------------------------------------
TITLE = "Skip connections carry a gradient through a thousand blocks, if scaled"
SUBTITLE = "Norm of the gradient at the input over that at the end, geometric mean of ".REPLICATES.\
    " networks of 128 units; bars: 95".NB."% intervals. Lines: theory. Open circles: plain networks"
TOP = head(0) + 40
BOTTOM = TOP + 300
A_RIGHT = NARROW ? W - 108 : 0.5*W - 62
B_LEFT = NARROW ? 62 : A_RIGHT + 160
B_TOP = NARROW ? BOTTOM + 92 : TOP
B_BOTTOM = B_TOP + 300
RIGHT = W - 110
H = B_BOTTOM + 56
@OPEN
set logscale x
set xrange [D0*0.85:D1*1.1]
set xtics (10, 30, 100, 300, 1000)
DRAW = 'plot for [i=I0:I1] $ROWS index N+i-1 using 1:2 with lines lw 1.4 lc rgb COLOUR[i] title NAME[i].", theory", '.\
    'for [i=I0:I1] $ROWS index i-1 using 1:3:(0):($4-$3) with vectors nohead lw 1.2 lc rgb COLOUR[i] title NAME[i].", 95 % interval", '.\
    'for [i=I0:I1] $ROWS index i-1 using 1:2 with points pt POINT[i] ps 0.55 lc rgb COLOUR[i] title NAME[i].", measured"'

# ---- a: all decades ---------------------------------------------------------------------------------
eval panel(62, TOP, A_RIGHT, BOTTOM)
@HEADLINES
eval yname(letter("a")."gradient at the input over the end", 16)
eval xname("blocks or layers")
LEAST = 100*floor(END_A[6]/100); MOST = max_(100, 100*ceil(END_A[1]/100))
set yrange [LEAST:MOST]; set ytics LEAST,100,MOST format "10^{%g}"
set label 1 "residual ReLU,\nunscaled" at first D1,END_A[1] offset 1,0 left tc rgb COLOUR[1]
set label 2 "the others: b" at first D1,0 offset 1,0 left tc rgb INK
set label 3 "plain sigmoid" at first D1,END_A[6] offset 1,0 left tc rgb COLOUR[6]
I0 = 1; I1 = N
@DRAW

# ---- b: near 1 --------------------------------------------------------------------------------------
unset label
eval panel(B_LEFT, B_TOP, RIGHT, B_BOTTOM)
eval yname(letter("b")."those nearer to 1", B_LEFT - 46)
MOST = ceil(END_A[2] + 0.5)
LEAST = floor(END_A[4] - 2.5)
set yrange [LEAST:MOST]; set ytics -10,2,MOST format "10^{%g}"
ENDS = 4
array END_Y[4] = [END_A[2], END_A[3], END_A[4], END_A[5]]
END_GAP = 15.*(MOST - LEAST)/(B_BOTTOM - B_TOP); END_LOW = LEAST; END_HIGH = MOST
do for [i=1:4] { set label 10+i NAME[i+1] at first D1,end_label(i) offset 1,0 left tc rgb COLOUR[i+1] font SMALL }
set label 12 "ReLU, 1/√depth"
set label 13 "plain ReLU"
set label 14 "plain tanh"
I0 = 2; I1 = 5
@DRAW
unset multiplot
