# attention_saturation.gp - entropy, largest weight and Jacobian of the softmax of random scores against
# the dimension of a head, with and without the factor 1/sqrt(d).
#
# Needs the axes scaled, keys and head_dim and the metrics entropy, entropy_theory, max_weight and
# jacobian_norm.
load "style.gp"

# ---- data: blocks (s N + i - 1): s = 0 not scaled, 1 scaled; then the model's limit --------------------
eval table("summary.tsv")
cs = col("scaled"); ck = col("keys"); cd = col("head_dim")
eval levels("keys")
N = LEVELS
eval span('m("head_dim")')
X0 = LOW; X1 = HIGH
eval span('m("entropy_n")')
REPLICATES = HIGH
M = 1
do for [i=1:N] { if (LEVEL[i] == 64) { M = i } }
do for [s=0:1] {
    do for [i=1:N] {
        eval keep('(m("head_dim")):(m("entropy_mean")):(m("entropy_theory")):(m("max_weight_mean")):(m("jacobian_norm_mean")):(m("entropy_sem"))', \
            'strcol(cs) eq "'.word("false true", s+1).'" && at_level(i, ck)')
    }
}
eval span('m("entropy_mean")')
Y1 = 1.08*HIGH
ENDS = N
array END_Y[N]
array START[N]
do for [i=1:N] {
    eval span('strcol(cs) eq "true" && at_level(i, ck) && m("head_dim") == X1 ? m("entropy_mean") : NaN')
    END_Y[i] = LOW/Y1
}
eval span('strcol(cs) eq "false" && at_level(M, ck) && m("head_dim") == X1 ? m("max_weight_mean") : NaN')
WEIGHT_0 = LOW
eval span('strcol(cs) eq "true" && at_level(M, ck) && m("head_dim") == X1 ? m("max_weight_mean") : NaN')
WEIGHT_1 = LOW
eval span('at_level(M, ck) ? m("jacobian_norm_mean") : NaN')
J1 = HIGH

# ---- paper ------------------------------------------------------------------------------------------
TITLE = "Without 1/√d attention freezes onto single keys as heads grow"
SUBTITLE = "Softmax of the products of random queries and keys. Means of ".sprintf("%.0f", REPLICATES)." draws of keys, intervals below marker size; lines in a: exact averages of the random energy model"
TOP = head(0) + 40
LEFT = 56
RIGHT = W - 96
A_BOTTOM = TOP + 260
B_TOP = A_BOTTOM + 92
B_BOTTOM = B_TOP + 170
B_RIGHT = NARROW ? W - 24 : LEFT + 0.5*(W - 24 - LEFT) - 36
C_LEFT = NARROW ? LEFT : B_RIGHT + 72
C_TOP = NARROW ? B_BOTTOM + 92 : B_TOP
C_BOTTOM = C_TOP + 170
H = C_BOTTOM + 56
@OPEN
set logscale x 2
set xrange [X0/1.2:X1*1.2]
set xtics 4
set format x "%g"

# ---- a: entropy -------------------------------------------------------------------------------------
eval panel(LEFT, TOP, RIGHT, A_BOTTOM)
@HEADLINES
eval yname(letter("a")."entropy of a row of weights, nat", 16)
eval xname("dimension of a head".v("d"))
set yrange [-0.03*Y1:Y1]
eval ticks("y", 0, Y1, 6)
END_GAP = 16./(A_BOTTOM - TOP); END_LOW = 0; END_HIGH = 1
do for [i=1:N] {
    set label 20+i "".(rank_(i) == N ? vi("n").NB."=".NB : "").whole(LEVEL[i]).(rank_(i) == N ? NB."keys" : "") \
        at X1*1.2,graph (END_Y[i]*Y1 + 0.03*Y1)/(1.03*Y1) offset 0.5,0 left tc rgb tint(i, N)
}
set label 1 "divided by √".vi("d") at graph 0.66,first END_Y[N]*Y1 offset 0,0.9 left tc rgb MUTE
set label 2 "not divided" at graph 0.66,first 0.19*Y1 left tc rgb MUTE
plot for [i=1:N] for [s=0:1] $ROWS index s*N+i-1 using 1:3 with lines lw 1.4 lc rgb tint(i, N) title sprintf("theory, n = %.0f", LEVEL[i]), \
     for [i=1:N] $ROWS index i-1 using 1:2 with points pt shape(i, N) ps size_(i, N) lc rgb tint(i, N) title sprintf("measured, n = %.0f, not scaled", LEVEL[i]), \
     for [i=1:N] $ROWS index N+i-1 using 1:2 with points pt 6 ps 0.5 lw 1.2 lc rgb tint(i, N) title sprintf("measured, n = %.0f, scaled", LEVEL[i])

# ---- b: largest weight ------------------------------------------------------------------------------
unset label
eval panel(LEFT, B_TOP, B_RIGHT, B_BOTTOM)
eval yname(letter("b")."largest weight, ".sprintf("%.0f", LEVEL[M]).NB."keys", 16)
eval xname("dimension".v("d"))
set xtics 16
set yrange [0:1.04]
set ytics 0,0.25,1 format "%.2f"
set label 1 "not divided" at graph 0.98,first WEIGHT_0 offset 0,-1.6 right tc rgb S[2]
set label 2 "divided by √".vi("d") at graph 0.98,first WEIGHT_1 offset 0,1 right tc rgb S[1]
plot for [s=0:1] $ROWS index s*N+M-1 using 1:4 with lines lw 1 lc rgb faint(S[2-s]) title "guide", \
     for [s=0:1] $ROWS index s*N+M-1 using 1:4 with points pt (s ? 6 : 7) ps 0.5 lw 1.2 lc rgb S[2-s] title (s ? "scaled" : "not scaled")

# ---- c: Jacobian ------------------------------------------------------------------------------------
unset label
eval panel(C_LEFT, C_TOP, W - 24, C_BOTTOM)
eval yname(letter("c")."size of the Jacobian, ".sprintf("%.0f", LEVEL[M]).NB."keys", C_LEFT - 40)
eval xname("dimension".v("d"))
set yrange [0:1.12*J1]
eval ticks("y", 0, J1, 5)
set label 1 "not divided:\nfirst larger, then gone" at graph 0.98,0.97 right tc rgb S[2]
set label 2 "divided by √".vi("d") at graph 0.03,0.28 left tc rgb S[1]
plot for [s=0:1] $ROWS index s*N+M-1 using 1:5 with lines lw 1 lc rgb faint(S[2-s]) title "guide", \
     for [s=0:1] $ROWS index s*N+M-1 using 1:5 with points pt (s ? 6 : 7) ps 0.5 lw 1.2 lc rgb S[2-s] title (s ? "scaled" : "not scaled")
unset multiplot
