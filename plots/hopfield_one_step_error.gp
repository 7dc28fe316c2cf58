# hopfield_one_step_error.gp - share of wrong bits after one step from a stored pattern, against the
# exact law of finite networks: as it is, divided by its limit for large networks, and as deviation
# in standard errors.
#
# Needs the axes neurons and load and the metrics bit_error_rate and bit_error_rate_theory; uses the
# metric patterns and the derived number rms_z where they exist.
load "style.gp"

limit(alpha) = 0.5*erfc(1/sqrt(2*alpha))      # Gaussian noise: N, P to infinity

# ---- data: blocks 0 .. N-1 measured and exact at the same points, N .. 2N-1 exact on a grid -----------
eval table("summary.tsv")
eval levels("neurons")
N = LEVELS
eval loads(0)
eval span('m("bit_error_rate_n")')
REPLICATES = LOW == HIGH ? sprintf("%.0f", LOW) : sprintf("%.0f to %.0f", LOW, HIGH)
eval span('alpha(0)')
X0 = LOW; X1 = HIGH
eval span('m("bit_error_rate_mean") > 0 ? m("bit_error_rate_mean") : NaN')
Y0 = LOW == LOW ? 10**floor(log10(LOW)) : 1e-3
eval span('m("bit_error_rate_mean")')
UNSEEN = LOW == 0
# Only points that have a spread have a deviation in units of it.
z(dummy) = m("bit_error_rate_sem") > 0 ? (m("bit_error_rate_mean") - m("bit_error_rate_theory"))/m("bit_error_rate_sem") : NaN
eval span('abs(z(0))')
Z1 = HIGH > 3.2 ? 1.15*HIGH : 3.6
POINTS = 0
eval span('POINTS = POINTS + (z(0) == z(0)), 0')
known(low, high, x) = high > low && (high - low)/limit(x) < 0.8 ? 1 : NaN
SHOWN = SEEN = 0
eval span('SEEN = SEEN + 1, SHOWN = SHOWN + (known(m("bit_error_rate_ci_low"), m("bit_error_rate_ci_high"), alpha(0)) == 1), 0')
LEFT_OUT = SHOWN < SEEN
eval span('m("bit_error_rate_mean")/limit(alpha(0))*known(m("bit_error_rate_ci_low"), m("bit_error_rate_ci_high"), alpha(0))')
R0 = LOW == LOW ? max_(0, min_(0.9, LOW)) : 0; R1 = HIGH == HIGH ? max_(1.05, min_(1.5, HIGH)) : 1.5
do for [i=1:N] {
    eval keep('(alpha(0)):(m("bit_error_rate_mean")):(m("bit_error_rate_ci_low")):(m("bit_error_rate_ci_high")):(z(0))', 'at_level(i, cn)')
}
# The exact law on the dense grid where there is one, else at the measured points.
if (have("theory.tsv")) {
    eval table("theory.tsv")
    if (!col("bit_error_rate_theory")) { eval table("summary.tsv") }
}
eval loads(0)
do for [i=1:N] {
    eval keep('(alpha(0)):(m("bit_error_rate_theory"))', 'at_level(i, cn) && m("bit_error_rate_theory") > 0')
}
eval derived("rms_z")

# ---- paper ------------------------------------------------------------------------------------------
# The finding is said where the data say it.
TITLE = VALUE > 0.8 && VALUE < 1.2 ? "One step errs exactly as often as the binomial law says" \
                                   : "Wrong bits after one step, against the exact binomial law"
SUBTITLE = "Hebbian networks, one step from a stored pattern. Means of ".REPLICATES.\
    ", bars: 95".NB."% intervals, lines: exact law"
LEFT = 66
RIGHT = W - (N > 1 ? 74 : 24)
A_TOP = head(0) + 40
A_BOTTOM = A_TOP + 220
B_TOP = A_BOTTOM + 60; B_BOTTOM = B_TOP + 120
C_TOP = B_BOTTOM + 60; C_BOTTOM = C_TOP + 120
H = C_BOTTOM + 56
WIDE = X1 > 6*X0
X0 = WIDE ? X0/1.12 : X0 - 0.04*(X1 - X0) - 0.002
X1 = WIDE ? X1*1.08 : X1 + 0.04*(X1 - X0)
ENDS = N
array END_Y[N]
do for [i=1:N] { END_Y[i] = 0.96 + 0.001*i }
END_GAP = 16./(A_BOTTOM - A_TOP); END_LOW = 0; END_HIGH = 0.97
of(i) = N > 1 ? ", N = ".whole(LEVEL[i]) : ""
@OPEN
if (WIDE) {
    set logscale x
    set xtics (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10) format "%g"
    if (X1 < 12*X0 && !NARROW) { set xtics add (0.03, 0.07, 0.15, 0.3, 0.7, 1.5, 3) }
} else {
    eval ticks("x", X0, X1, (RIGHT - LEFT)/60)
}
set xrange [X0:X1]
set samples 300

# ---- a: error ---------------------------------------------------------------------------------------
eval panel(LEFT, A_TOP, RIGHT, A_BOTTOM)
@HEADLINES
eval yname(letter("a")."share of wrong bits", 16)
set logscale y
set yrange [Y0:1]
set ytics 10 format "10^{%T}"
set format x ""
if (N > 1) {
    do for [i=1:N] {
        set label 20+i "".(i == N ? vi("N").NB."=".NB : "").whole(LEVEL[i]) \
            at graph 1,end_label(i) offset 0.5,0 left tc rgb tint(i, N)
    }
}
p = Y0**0.6
room = limit(X0) < p ? (WIDE ? log(1/invnorm(p)**2/X0)/log(X1/X0) : (1/invnorm(p)**2 - X0)/(X1 - X0))*(RIGHT - LEFT) : 0
if (room > 60) {
    set label 1 vi("N").NB."→".NB."∞" at 1/invnorm(p)**2,p offset -0.9,0.2 right tc rgb MUTE
}
if (UNSEEN) {
    set label 2 "▽".NB."no wrong bit seen" at graph 0.99,0.07 right font SMALL tc rgb MUTE
}
clamp(y) = y > Y0 ? y : Y0
plot limit(x) with lines lw 1.3 lc rgb MUTE title "Gaussian limit", \
     for [i=1:N] $ROWS index N+i-1 using 1:2 with lines lw 1.3 lc rgb tint(i, N) title "exact law".of(i), \
     for [i=1:N] $ROWS index i-1 using 1:(clamp($3)):(0):($2 > 0 ? $4-clamp($3) : NaN) with vectors nohead lw 1.2 lc rgb tint(i, N) title "95 % interval".of(i), \
     for [i=1:N] $ROWS index i-1 using 1:($2 > 0 ? $2 : NaN) with points pt shape(i, N) ps size_(i, N) lc rgb tint(i, N) title "measured".of(i), \
     for [i=1:N] $ROWS index i-1 using 1:($2 == 0 ? Y0 : NaN) with points pt 10 ps 0.8 lc rgb tint(i, N) title "no wrong bit seen".of(i)

# ---- b: finite size ---------------------------------------------------------------------------------
unset label
eval panel(LEFT, B_TOP, RIGHT, B_BOTTOM)
eval yname(letter("b")."the same, divided by the limit ½".NB."erfc".NB."(1/√(2".vi("α")."))", 16)
if (LEFT_OUT) { set label 1 "bars longer than 0.8 left out" at graph 0.99,0.14 right font SMALL tc rgb MUTE }
unset logscale y
set yrange [R0-0.15*(R1-R0):R1+0.1*(R1-R0)]
eval ticks("y", R0, R1, 3)
plot 1 with lines lw 1.3 lc rgb MUTE title "Gaussian limit", \
     for [i=1:N] $ROWS index N+i-1 using 1:($2/limit($1)) with lines lw 1.3 lc rgb tint(i, N) title "exact law".of(i), \
     for [i=1:N] $ROWS index i-1 using 1:($3/limit($1)*known($3, $4, $1)):(0):(($4-$3)/limit($1)) with vectors nohead lw 1.2 lc rgb tint(i, N) title "95 % interval".of(i), \
     for [i=1:N] $ROWS index i-1 using 1:($2/limit($1)*known($3, $4, $1)) with points pt shape(i, N) ps size_(i, N) lc rgb tint(i, N) title "measured".of(i)

# ---- c: deviation -----------------------------------------------------------------------------------
unset label
eval panel(LEFT, C_TOP, RIGHT, C_BOTTOM)
eval yname(letter("c")."".(NARROW ? "" : "deviation from the exact law in ")."standard errors,".v("z"), 16)
eval xname("load".v("α")."=".v("P")."/".v("N"))
if (WIDE) { set format x "%g" } else { eval ticks("x", X0, X1, (RIGHT - LEFT)/60) }
set yrange [-Z1:Z1]
set ytics -100,2,100 format "%.0f"
unset grid
do for [k=1:2] {
    set arrow k from graph 0,first 4*k-6 to graph 1,first 4*k-6 nohead lw 0.9 lc rgb AXIS dt (4,4) back
}
if (VALUE == VALUE) {
    set label 1 "rms".NB.vi("z").sprintf(" = %.2f", VALUE).(NARROW ? "" : sprintf(" over %d points", POINTS)) \
        at screen px(W-16),graph 1 offset 0,0.95 right tc rgb INK
}
plot 0 with lines lw 1.3 lc rgb MUTE title "exact law", \
     for [i=1:N] $ROWS index i-1 using 1:5 with points pt shape(i, N) ps size_(i, N) lc rgb tint(i, N) title "measured".of(i)
unset multiplot
