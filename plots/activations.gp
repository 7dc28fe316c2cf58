# activations.gp - activation functions and their derivatives, one above the other.
#
# Needs the axis activation and the array metrics value and derivative over x.
load "style.gp"

NAMES = "sigmoid tanh relu leaky_relu"
SHOWN = "sigmoid tanh ReLU leaky\302\240ReLU"
N = words(NAMES)

# ---- data: blocks 0 .. N-1 values, then derivatives left and right of 0 -----------------------------
eval table("summary_value.tsv")
eval span('m("x")')
X0 = LOW; X1 = HIGH
is(i) = strcol(col("activation")) eq word(NAMES, i)
do for [i=1:N] { eval keep('(m("x")):(m("value_mean"))', 'is(i)') }
eval table("summary_derivative.tsv")
do for [i=1:N] {
    eval keep('(m("x")):(m("derivative_mean"))', 'is(i) && m("x") <= 1e-9')
    eval keep('(m("x")):(m("derivative_mean"))', 'is(i) && m("x") >= (i <= 2 ? -1e-9 : 1e-9)')
}

TITLE = "What backpropagation multiplies: the derivative, layer after layer"
SUBTITLE = "Activation functions and their derivatives. Shaded: |x| > 3, where tanh's derivative is below 1 % of its largest and the sigmoid's below 18 %"
TOP = head(0) + 40
RIGHT = W - 84
A_BOTTOM = TOP + 230
B_TOP = A_BOTTOM + 66
B_BOTTOM = B_TOP + 230
H = B_BOTTOM + 56
@OPEN
set xrange [X0:X1]
set xtics 1
set object 1 rect from X0,graph 0 to -3,graph 1 fc rgb ZONE fs noborder behind
set object 2 rect from 3,graph 0 to X1,graph 1 fc rgb ZONE fs noborder behind

# ---- functions --------------------------------------------------------------------------------------
eval panel(62, TOP, RIGHT, A_BOTTOM)
@HEADLINES
eval yname(letter("a").vi("φ").NB."(".vi("x").")", 16)
set yrange [-1.15:2.2]; set ytics -1,1,2 format "%.0f"; set format x ""
set label 11 "sigmoid" at graph 1.01,first 0.80 left tc rgb S[1]
set label 12 "tanh" at graph 1.01,first 1.10 left tc rgb S[2]
set label 13 "ReLU" at 1.55,2.0 right tc rgb S[3]
set label 14 "leaky ReLU" at -4.9,-0.72 left tc rgb S[4]
plot for [j=0:N-1] i=N-j $ROWS index i-1 using 1:2 with lines lw 1.6 lc rgb S[i] title word(SHOWN, i)

# ---- derivatives ------------------------------------------------------------------------------------
unset label
eval panel(62, B_TOP, RIGHT, B_BOTTOM)
eval yname(letter("b").vi("φ′").NB."(".vi("x").")", 16)
eval xname("pre-activation".v("x"))
set yrange [-0.04:1.12]; set ytics 0,0.25,1 format "%.2f"; set format x "%g"
set arrow 1 from X0,0.25 to X1,0.25 nohead ls 21 back
set label 20 "the sigmoid never exceeds ¼" at X0+0.1,0.30 left tc rgb MUTE font SMALL
set label 21 "ReLU and leaky ReLU: 1" at X1-0.1,0.955 right tc rgb S[3]
set label 22 "leaky ReLU: 0.1" at X0+0.1,0.145 left tc rgb S[4]
set label 23 "tanh" at 0.95,0.66 left tc rgb S[2]
set label 24 "sigmoid" at 2.05,0.17 left tc rgb S[1]
set label 25 "ReLU: 0" at -0.12,0.045 right tc rgb S[3]
plot for [j=0:N-1] i=N-j $ROWS index N+2*i-2 using 1:2 with lines lw 1.6 lc rgb S[i] title word(SHOWN, i)." derivative", \
     for [j=0:N-1] i=N-j $ROWS index N+2*i-1 using 1:2 with lines lw 1.6 lc rgb S[i] title word(SHOWN, i)." derivative, right of 0"
unset multiplot
