# optimizers.gp - loss against the step of seven optimizers on a quadratic, beside closed forms, for two
# condition numbers; and the path of one variable on a constant slope.
#
# Needs the axes objective, condition_number, weight_decay (one zip axis with learning_rate) and
# optimizer, the arrays loss over step and x over step and dim, and the theories of both.
load "style.gp"

LINEAR = "sgd momentum nesterov"
array NAME[3] = ["gradient descent", "momentum", "Nesterov"]
ADAPTIVE = "adagrad rmsprop adam"
array MORE[3] = ["AdaGrad", "RMSProp", "Adam"]
N = 3

# ---- data: blocks of N: measured and theory at condition 10 and 100, adaptive at 10; then the slope ----
row(f, c) = strcol(col("objective")) eq f && m("condition_number") == c && m("weight_decay") == 0
is(list, i) = strcol(col("optimizer")) eq word(list, i)
eval table("summary_loss.tsv")
eval span('m("step")')
X1 = HIGH
every(dummy) = int(m("step")) % 5 == 0
do for [i=1:N] { eval keep('(m("step")):(m("loss_mean"))', 'row("quadratic", 10) && is(LINEAR, i) && every(0)') }
do for [i=1:N] { eval keep('(m("step")):(m("loss_mean"))', 'row("quadratic", 100) && is(LINEAR, i) && every(0)') }
do for [i=1:N] { eval keep('(m("step")):(m("loss_mean"))', 'row("quadratic", 10) && is(ADAPTIVE, i)') }
eval table("summary_loss_theory.tsv")
do for [i=1:N] { eval keep('(m("step")):(m("loss_theory"))', 'row("quadratic", 10) && is(LINEAR, i)') }
do for [i=1:N] { eval keep('(m("step")):(m("loss_theory"))', 'row("quadratic", 100) && is(LINEAR, i)') }
eval table("summary_x.tsv")
do for [i=1:N] { eval keep('(m("step")):(m("x_mean"))', 'row("slope", 10) && m("dim") == 1 && is(ADAPTIVE, i) && every(0)') }
eval table("summary_x_theory.tsv")
do for [i=1:N] { eval keep('(m("step")):(m("x_theory"))', 'row("slope", 10) && m("dim") == 1 && is(ADAPTIVE, i)') }

TITLE = "Optimizers follow their closed forms"
SUBTITLE = "Minimising (x₁² + κ x₂²)/2 from (1, 1). Dots: every fifth step. Lines: closed forms; in c the adaptive rules, which have none there"
TOP = head(0) + 40
TALL = 220
WIDE = NARROW ? W - 62 - 30 : (W - 62 - 62 - 30)/2.
left(k) = NARROW || k % 2 == 1 ? 62 : 62 + WIDE + 62
top(k) = NARROW ? TOP + (k-1)*(TALL + 96) : TOP + (k > 2)*(TALL + 96)
H = top(4) + TALL + 56
@OPEN
set xrange [0:X1]
unset mytics
eval ticks("x", 0, X1, 4)
eval xname("step")

do for [k=1:2] {
    unset label
    eval panel(left(k), top(k), left(k) + WIDE, top(k) + TALL)
    if (k == 1) { @HEADLINES }
    eval yname(letter(word("a b", k))."loss, condition number ".(k == 1 ? "10" : "100"), left(k) - 46)
    set logscale y
    unset mytics
    set yrange [(k == 1 ? 1e-15 : 1e-6):100]
    set ytics 1e-15,(k == 1 ? 1e3 : 1e2),1e2 format "10^{%L}"
    if (k == 1) {
        set label 11 "gradient descent" at graph 0.97,0.62 right tc rgb S[1]
        set label 12 "momentum" at graph 0.60,0.78 left tc rgb S[2]
        set label 13 "Nesterov" at graph 0.50,0.22 right tc rgb S[3]
    }
    plot for [i=1:N] $ROWS index 3*N+(k-1)*N+i-1 using 1:2 with lines lw 1.1 lc rgb S[i] title NAME[i].", closed form", \
         for [i=1:N] $ROWS index (k-1)*N+i-1 using 1:2 with points pt 7 ps 0.4 lc rgb S[i] title NAME[i]
}

unset label
eval panel(left(3), top(3), left(3) + WIDE, top(3) + TALL)
eval yname(letter("c")."loss, condition number 10", left(3) - 46)
set yrange [1e-15:100]; set ytics 1e-15,1e3,1e2
set label 11 "AdaGrad" at graph 0.75,0.92 left tc rgb S[4]
set label 12 "RMSProp" at graph 0.97,0.64 right tc rgb S[5]
set label 13 "Adam" at graph 0.55,0.32 left tc rgb S[6]
plot for [i=1:N] $ROWS index 2*N+i-1 using 1:2 with lines lw 1.2 lc rgb S[3+i] title MORE[i]

unset label
unset logscale y
eval panel(left(4), top(4), left(4) + WIDE, top(4) + TALL)
eval yname(letter("d").vi("x")."₁ on a constant slope", left(4) - 46)
set yrange [-12:2]; set ytics -12,3,0 format "%.0f"
set label 11 "AdaGrad: a step of 1/√step" at graph 0.97,0.95 right tc rgb S[4]
set label 13 "Adam: the learning rate\nat every step" at graph 0.12,0.3 left tc rgb S[6]
set label 12 "RMSProp" at graph 0.97,0.06 right tc rgb S[5]
plot for [i=1:N] $ROWS index 6*N+i-1 using 1:2 with lines lw 1.1 lc rgb S[3+i] title MORE[i].", closed form", \
     for [i=1:N] $ROWS index 5*N+i-1 using 1:2 with points pt 7 ps 0.4 lc rgb S[3+i] title MORE[i]
unset multiplot
