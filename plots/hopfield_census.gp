# hopfield_census.gp - the number of local minima against the number of patterns, beside the exact
# means, and its growth with the network against the exponent of large ones.
#
# Needs the axes neurons and patterns and the metrics minima, minima_theory and growth_theory. Even
# numbers of patterns have ties, which add minima: they are open points in the first panel, and the
# second leaves them out.
load "style.gp"

# ---- data: blocks 0 .. N-1 minima, N .. 2N-1 exact means, then the exponents on the points ---------------
eval table("summary.tsv")
eval levels("neurons")
N = LEVELS
cn = col("neurons"); cp = col("patterns")
eval span('m("minima_n")')
REPLICATES = LOW == HIGH ? sprintf("%.0f", LOW) : sprintf("%.0f to %.0f", LOW, HIGH)
eval span('column(cp)')
P1 = HIGH
eval span('m("minima_mean")')
TOPMOST = HIGH
do for [i=1:N] {
    eval keep('(column(cp)):(m("minima_mean")):(m("minima_ci_low")):(m("minima_ci_high")):(column(cp)/column(cn)):(column(cn))', 'at_level(i, cn)')
}
do for [i=1:N] { eval keep('(column(cp)):(m("minima_theory"))', 'at_level(i, cn) && m("minima_theory") == m("minima_theory")') }
odd(p) = p == p && int(p) % 2 == 1
eval span('odd(column(cp)) ? column(cp)/column(cn) : NaN')
L0 = LOW; L1 = HIGH
eval keep('(column(cp)/column(cn)):(m("growth_theory"))', 'm("growth_theory") == m("growth_theory")')
do for [i=1:N] { eval keep('(column(cp)/column(cn)):(m("minima_mean")):(column(cn))', 'at_level(i, cn) && odd(column(cp))') }
ENDS = N
array END_Y[N]
do for [i=1:N] {
    eval span('at_level(i, cn) && column(cp) == P1 ? m("minima_mean") : NaN')
    END_Y[i] = log10(LOW)
}

TITLE = N > 1 && END_Y[N] > END_Y[1] ? "Minima multiply with the size of the network, at every load" : "Local minima of small networks"
SUBTITLE = "All states of Hebbian networks visited, y and −y counted. Means of ".REPLICATES." networks, bars: 95".NB."% intervals; thick lines: exact means. Open: even numbers of patterns, whose ties add minima (b: odd ones)"
TOP = head(0) + 40
RIGHT = W - 70
A_RIGHT = NARROW ? RIGHT : 62 + 0.47*(W - 86)
A_BOTTOM = TOP + 260
B_LEFT = NARROW ? 62 : A_RIGHT + 122
B_RIGHT = W - 20
B_TOP = NARROW ? A_BOTTOM + 92 : TOP
B_BOTTOM = B_TOP + 260
H = B_BOTTOM + 56
of(i) = N > 1 ? ", N = ".whole(LEVEL[i]) : ""
@OPEN
eval panel(62, TOP, A_RIGHT, A_BOTTOM)
@HEADLINES
eval yname(letter("a")."local minima", 16)
eval xname("patterns".v("P"))
set logscale xy
set xrange [0.9:1.12*P1]; set yrange [1.6:1.3*TOPMOST]
set xtics (1, 2, 3, 5, 10, 20, 50); set ytics (2, 4, 10, 20, 40, 100, 200, 400)
END_GAP = 15.5/(A_BOTTOM - TOP)*log10(1.3*TOPMOST/1.6); END_LOW = log10(2); END_HIGH = log10(1.2*TOPMOST)
do for [i=1:N] { set label 20+i "".(rank_(i) == N ? vi("N").NB."=".NB : "").whole(LEVEL[i]) at 1.12*P1,10**end_label(i) offset 0.5,0 left tc rgb tint(i, N) }
plot for [i=1:N] $ROWS index i-1 using 1:2 with lines lw 1 lc rgb faint(tint(i, N)) title "guide".of(i), \
     for [i=1:N] $ROWS index N+i-1 using 1:2 with lines lw 2.2 lc rgb tint(i, N) title "exact mean".of(i), \
     for [i=1:N] $ROWS index i-1 using 1:3:(0):($4-$3) with vectors nohead lw 1.2 lc rgb tint(i, N) title "95 % interval".of(i), \
     for [i=1:N] $ROWS index i-1 using 1:(odd($1) ? NaN : $2) with points pt 7 ps 0.55 lc rgb PAPER title "", \
     for [i=1:N] $ROWS index i-1 using 1:(odd($1) ? NaN : $2) with points pt 6 ps 0.5 lw 1.2 lc rgb tint(i, N) title "mean, even".of(i), \
     for [i=1:N] $ROWS index i-1 using 1:(odd($1) ? $2 : NaN) with points pt shape(i, N) ps size_(i, N) lc rgb tint(i, N) title "mean, odd".of(i)

unset label
eval panel(B_LEFT, B_TOP, B_RIGHT, B_BOTTOM)
eval yname(letter("b")."growth ln(minima/2)".NB."/".v("N"), B_LEFT - 46)
eval xname("load".v("α")."=".v("P")."/".v("N"))
unset logscale y
set xrange [L0/1.25:L1*1.25]; set yrange [-0.008:0.21]
set xtics (0.05, 0.1, 0.2, 0.5, 1, 2, 5); set ytics 0,0.05,0.2 format "%.2f"
set label 2 vi("N").NB."→".NB."∞, Gardner 1986" at graph 0.98,first 0.19 right tc rgb INK
rate(x, n) = log(x/2)/n
plot for [i=1:N] $ROWS index 2*N+i using 1:(rate($2, $3)) with lines lw 1 lc rgb faint(tint(i, N)) title "guide".of(i), \
     $ROWS index 2*N every ::1 using 1:2 smooth unique with lines ls 20 title "exponent of large networks", \
     for [i=1:N] $ROWS index i-1 using 5:(odd($1) ? rate($3, $6) : NaN):(0):(rate($4, $6) - rate($3, $6)) with vectors nohead lw 1.2 lc rgb tint(i, N) title "95 % interval".of(i), \
     for [i=1:N] $ROWS index i-1 using 5:(odd($1) ? rate($2, $6) : NaN) with points pt shape(i, N) ps size_(i, N) lc rgb tint(i, N) title "measured".of(i)
unset multiplot
