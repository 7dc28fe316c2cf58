# dead_unit.gp - loss of one unit that starts dead, against the step, by activation and optimizer.
#
# Needs the axes optimizer and activation and the array metric loss over step.
load "style.gp"

KINDS = "relu leaky_relu elu"
array NAME[3] = ["ReLU", "leaky ReLU", "ELU"]
array COLOUR[3] = [S[3], S[4], S[2]]
RULES = "sgd adam"
array RULE[2] = ["gradient descent", "Adam"]
K = 3; N = 2

# ---- data: block N(k-1) + i - 1 ------------------------------------------------------------------------
eval table("summary_loss.tsv")
eval span('m("step")')
X1 = HIGH
eval span('m("step") == 0 ? m("loss_mean") : NaN')
START = HIGH
is(k, i) = strcol(col("activation")) eq word(KINDS, k) && strcol(col("optimizer")) eq word(RULES, i)
do for [k=1:K] {
    do for [i=1:N] {
        eval keep('(m("step")):(m("loss_mean"))', 'is(k, i) && m("loss_mean") > 1e-13 && int(m("step")) % 4 == 0')
    }
}

TITLE = "A dead ReLU never learns again; a leak brings it back"
SUBTITLE = "One unit learns to reproduce its input, from a bias so low that it is silent at every input"
TOP = head(0) + 40
BOTTOM = TOP + 280
WIDE = NARROW ? W - 62 - 30 : (W - 62 - 62 - 30)/2.
left(i) = NARROW ? 62 : 62 + (i-1)*(WIDE + 62)
top(i) = NARROW ? TOP + (i-1)*372 : TOP
H = top(N) + 280 + 56
@OPEN
set xrange [0:X1]
set logscale y
unset mytics
set yrange [1e-13:3]
set ytics 1e-12,1e3,1 format "10^{%L}"
eval ticks("x", 0, X1, 4)
do for [i=1:N] {
    unset label
    eval panel(left(i), top(i), left(i) + WIDE, top(i) + 280)
    if (i == 1) { @HEADLINES }
    eval yname(letter(word("a b", i))."error, ".RULE[i], left(i) - 46)
    eval xname("step")
    set label 11 "ReLU: no gradient, no change" at graph 0.97,first START*2.6 right tc rgb COLOUR[1]
    if (i == 1) {
        set label 12 "leaky ReLU" at first 0.6*X1,1e-6 left tc rgb COLOUR[2]
        set label 13 "ELU" at first 0.33*X1,1e-9 right tc rgb COLOUR[3]
    }
    if (i == 2) { set label 12 "leaky ReLU and ELU" at first 0.35*X1,1e-6 left tc rgb INK }
    plot for [k=1:K] $ROWS index N*(k-1)+i-1 using 1:2 with lines lw 1.5 lc rgb COLOUR[k] title NAME[k]
}
unset multiplot
