# hopfield_dense.gp - share of wrong bits after one step against the number of patterns, for energies of
# several orders, beside their exact law.
#
# Needs the axes order and patterns and the metrics bit_error_rate and bit_error_rate_theory.
load "style.gp"

ORDERS = "2 3 4 exponential"
N = 4
eval table("summary.tsv")
co = col("order"); cp = col("patterns")
eval span('m("bit_error_rate_n")')
REPLICATES = LOW == HIGH ? sprintf("%.0f", LOW) : sprintf("%.0f to %.0f", LOW, HIGH)
eval span('column(cp)')
X0 = LOW; X1 = HIGH
ENDS = N
array END_Y[N]
Y0 = 1e-7
do for [i=1:N] {
    eval keep('(column(cp)):(m("bit_error_rate_mean")):(m("bit_error_rate_ci_low")):(m("bit_error_rate_ci_high"))', 'strcol(co) eq word(ORDERS, i)')
    eval span('strcol(co) eq word(ORDERS, i) && column(cp) == X1 ? m("bit_error_rate_theory") : NaN')
    END_Y[i] = LOW > Y0 ? log10(LOW) : log10(Y0)
}
do for [i=1:N] { eval keep('(column(cp)):(m("bit_error_rate_theory"))', 'strcol(co) eq word(ORDERS, i) && m("bit_error_rate_theory") > 1e-14') }

TITLE = "Energies of higher order store far more, and err as their law says"
SUBTITLE = "Wrong bits after one step from a stored pattern. Means of ".REPLICATES." networks, bars: 95".NB."% intervals, lines: exact law, ▽: none seen"
TOP = head(0) + 40
RIGHT = W - 84
BOTTOM = TOP + 320
H = BOTTOM + 56
@OPEN
eval panel(66, TOP, RIGHT, BOTTOM)
@HEADLINES
set logscale xy
set xrange [X0/1.2:X1*1.2]; set yrange [Y0:1]
set ytics 10 format "10^{%T}"
set xtics (3, 10, 30, 100, 300, 1000, 3000, 10000) format "%g"
eval yname("share of wrong bits", 16)
eval xname("stored patterns")
END_GAP = 15.5/(BOTTOM - TOP)*7; END_LOW = -6.9; END_HIGH = -0.05
name(i) = i == 1 ? vi("m")."^2, Hebb" : i == 4 ? "exp".NB.vi("m") : vi("m")."^".word(ORDERS, i)
do for [i=1:N] { set label 20+i name(i) at X1*1.2,10**end_label(i) offset 0.5,0 left tc rgb S[i] }
clamp(y) = y > Y0 ? y : Y0
plot for [i=1:N] $ROWS index N+i-1 using 1:2 with lines lw 1.5 lc rgb S[i] title "exact law", \
     for [i=1:N] $ROWS index i-1 using 1:(clamp($3)):(0):($2 > 0 ? $4-clamp($3) : NaN) with vectors nohead lw 1.2 lc rgb S[i] title "95 % interval", \
     for [i=1:N] $ROWS index i-1 using 1:($2 > 0 ? $2 : NaN) with points pt 7 ps 0.5 lc rgb S[i] title "mean", \
     for [i=1:N] $ROWS index i-1 using 1:($2 == 0 ? Y0*(1.5 + 0.5*i) : NaN) with points pt 10 ps 0.6 lc rgb S[i] title "no wrong bit seen"
unset multiplot
