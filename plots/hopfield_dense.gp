# hopfield_dense.gp - share of wrong bits after one step against the number of patterns, for energies of
# several orders, beside their exact law; and the numbers of patterns at which half are recalled without
# error against network size, beside the same law and the capacities of large networks.
#
# Needs the axes order, neurons and patterns and the metrics bit_error_rate and bit_error_rate_theory;
# shows the derived numbers half and half_theory (one per order and size) where they exist.
load "style.gp"

ORDERS = "2 3 4 exponential"
N = 4
# ---- data: blocks 0 .. 3 measured, 4 .. 7 law, at one size; 8 .. 11 half, 12 .. 15 half by the law ------
eval table("summary.tsv")
co = col("order"); cn = col("neurons"); cp = col("patterns")
eval levels("neurons")
# The size that most orders share, the largest of these.
seen_(i, o) = strstrt(SEEN, sprintf(" %s/%.0f ", o, LEVEL[i])) > 0
SEEN = " "
stats TABLE using (SEEN = SEEN.sprintf(" %s/%.0f ", strcol(co), cn ? column(cn) : NaN), 0) nooutput
SIZE = 1; MOST = 0
do for [i=1:LEVELS] {
    count = sum [k=1:N] (seen_(i, word(ORDERS, k)) > 0)
    if (count >= MOST) { MOST = count; SIZE = i }
}
NEURONS = LEVEL[SIZE]
eval span('m("bit_error_rate_n")')
REPLICATES = LOW == HIGH ? sprintf("%.0f", LOW) : sprintf("%.0f to %.0f", LOW, HIGH)
eval span('column(cp)')
X0 = LOW; X1 = HIGH
ENDS = N
array END_Y[N]
Y0 = 1e-8
own(i) = strcol(co) eq word(ORDERS, i) && at_level(SIZE, cn)
do for [i=1:N] {
    eval keep('(column(cp)):(m("bit_error_rate_mean")):(m("bit_error_rate_ci_low")):(m("bit_error_rate_ci_high"))', 'own(i)')
    eval span('own(i) && column(cp) == X1 ? m("bit_error_rate_theory") : NaN')
    END_Y[i] = LOW > Y0 ? log10(LOW) : log10(Y0)
}
do for [i=1:N] { eval keep('(column(cp)):(m("bit_error_rate_theory"))', 'own(i) && m("bit_error_rate_theory") > 1e-14') }
# The axis of order and size is one of words, "3 100", or two columns.
HALVES = 0
N0 = N1 = H1 = NaN
if (have("derived.tsv")) {
    eval table("derived.tsv")
    cz = col("order_neurons"); c1 = col("order"); c2 = col("neurons")
    order_(dummy) = cz ? word(strcol(cz), 1) : c1 ? strcol(c1) : ""
    neurons_(dummy) = cz ? real(word(strcol(cz), 2)) : c2 ? column(c2) : NaN
    of(i, name) = strcol(1) eq name && order_(0) eq word(ORDERS, i) && m("value") == m("value")
    do for [i=1:N] { eval keep('(neurons_(0)):(m("value")):(m("ci_low")):(m("ci_high"))', 'of(i, "half")') }
    do for [i=1:N] { eval keep('(neurons_(0)):(m("value"))', 'of(i, "half_theory")') }
    eval span('strcol(1) eq "half" && m("value") == m("value") ? neurons_(0) : NaN')
    N0 = LOW; N1 = HIGH
    HALVES = N1 > N0
    eval span('strcol(1)[1:4] eq "half" && m("value") == m("value") ? m("value") : NaN')
    H1 = HIGH
}

# ---- paper ------------------------------------------------------------------------------------------
TITLE = "Energies of higher order store far more, and err as their law says"
SUBTITLE = "One step from a stored pattern".(NEURONS == NEURONS ? " (a: ".whole(NEURONS)." neurons)" : "").". Means of ".REPLICATES." networks, bars: 95".NB.\
    "% intervals, ▽: no wrong bit seen; lines: law of the crosstalk, exact for a bit".(HALVES ? "; dashed: large networks (Krotov and Hopfield 2016, Demircigil et al. 2017), numbers at N = 100" : "")
TOP = head(0) + 40
LEFT = 66
A_RIGHT = NARROW || !HALVES ? W - 84 : LEFT + 0.5*(W - LEFT - 50) - 70
B_LEFT = NARROW ? LEFT : A_RIGHT + 140
B_RIGHT = W - 50
TALL = NARROW ? 260 : 320
B_TOP = NARROW ? TOP + TALL + 92 : TOP
H = (HALVES ? B_TOP : TOP) + TALL + 56
@OPEN
name(i) = i == 1 ? vi("m")."^2, Hebb" : i == 4 ? "exp".NB.vi("Nm") : vi("m")."^".word(ORDERS, i)

# ---- a: wrong bits ----------------------------------------------------------------------------------
eval panel(LEFT, TOP, A_RIGHT, TOP + TALL)
@HEADLINES
eval yname(letter("a")."share of wrong bits", 16)
eval xname("stored patterns".v("P"))
set logscale xy
set xrange [X0/1.2:X1*1.2]; set yrange [Y0:1]
set ytics 100 format "10^{%T}"
unset mytics
set xtics 10 format "10^{%T}"
END_GAP = 19./TALL*abs(log10(Y0)); END_LOW = log10(Y0) + 0.1; END_HIGH = -0.05
do for [i=1:N] { set label 20+i name(i) at X1*1.2,10**end_label(i) offset 0.5,0 left tc rgb S[i] }
clamp(y) = y > Y0 ? y : Y0
plot for [i=1:N] $ROWS index N+i-1 using 1:2 with lines lw 1.5 lc rgb S[i] title "exact law", \
     for [i=1:N] $ROWS index i-1 using 1:(clamp($3)):(0):($2 > 0 ? $4-clamp($3) : NaN) with vectors nohead lw 1.2 lc rgb S[i] title "95 % interval", \
     for [i=1:N] $ROWS index i-1 using 1:($2 > 0 ? $2 : NaN) with points pt 7 ps 0.5 lc rgb S[i] title "mean", \
     for [i=1:N] $ROWS index i-1 using 1:($2 == 0 ? Y0*10**(0.05 + 0.25*i) : NaN) with points pt 10 ps 0.6 lc rgb S[i] title "no wrong bit seen"

# ---- b: patterns recalled ---------------------------------------------------------------------------
if (HALVES) {
    unset label; unset arrow
    eval panel(B_LEFT, B_TOP, B_RIGHT, B_TOP + TALL)
    eval yname(letter("b")."patterns, half recalled without error", B_LEFT - 46)
    eval xname("neurons".v("N"))
    b0 = N0/1.2; b1 = 1.04*max_(N1, 100)
    odd_product(n) = n < 2 ? 1 : (2*n - 3)*odd_product(n - 1)
    krotov(n, x) = x**(n - 1)/(2.*odd_product(n)*log(x))
    y0 = 2; y1 = max_(2*H1, 1.5*krotov(4, b1))
    set xrange [b0:b1]; set yrange [y0:y1]
    set ytics 10
    unset xtics
    set xtics (10, 20, 50, 100, 200, 500, 1000) nomirror out scale 0.45,0.25 offset 0,0.15 textcolor rgb INK format "%g"
    do for [n=2:4] { set label n sprintf("%.3g", krotov(n, 100)) at (b1 > 200 ? 100 : b1),krotov(n, 100) offset 0.4,0 left font SMALL tc rgb S[n-1] }
    set label 4 whole(krotov(4, 100))
    set label 5 "2^{{/:Italic N}/2}" at 2*log(y1)/log(2),y1 offset 0.6,-0.5 left tc rgb MUTE
    set samples 200
    plot for [n=2:4] [b0:b1] krotov(n, x) with lines ls 21 title "Krotov and Hopfield 2016", \
         [b0:b1] 2**(x/2) with lines ls 21 title "all patterns, Demircigil et al. 2017", \
         for [i=1:N] $ROWS index 3*N+i-1 using 1:2 with lines lw 1.5 lc rgb S[i] title "independent bits at the exact rate", \
         for [i=1:N] $ROWS index 2*N+i-1 using 1:3:(0):($4-$3) with vectors nohead lw 1.2 lc rgb S[i] title "95 % interval", \
         for [i=1:N] $ROWS index 2*N+i-1 using 1:2 with points pt 7 ps 0.6 lc rgb S[i] title "half recalled"
}
unset multiplot
