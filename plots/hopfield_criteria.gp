# hopfield_criteria.gp - share of patterns that are fixed points, and of networks all of whose patterns
# are, against load for several sizes, and the loads at which half are, times ln N, beside the
# asymptotic laws and what the exact error of one bit gives.
#
# Needs the axes neurons and load and the metrics patterns_stable, all_stable and
# bit_error_rate_theory; shows their theory and the derived numbers half_given and half_all (one per
# size) where they exist.
load "style.gp"

# ---- data: blocks 0 .. N-1 given, N .. 2N-1 all, 2N .. 3N-1, 3N .. 4N-1 theory, 4N, 4N+1 half loads ---
eval table("summary.tsv")
eval levels("neurons")
N = LEVELS
eval loads(0)
eval span('m("patterns_stable_n")')
REPLICATES = LOW == HIGH ? sprintf("%.0f", LOW) : sprintf("%.0f to %.0f", LOW, HIGH)
eval span('alpha(0)')
X0 = LOW; X1 = HIGH; PAD = X1 > X0 ? 0.03*(X1 - X0) : 0.1*X1
METRICS = "patterns_stable all_stable"
do for [k=1:2] {
    x = word(METRICS, k)
    do for [i=1:N] {
        eval keep('(alpha(0)):(m("'.x.'_mean")):(m("'.x.'_ci_low")):(m("'.x.'_ci_high"))', 'at_level(i, cn)')
    }
}
do for [k=1:2] {
    do for [i=1:N] {
        eval keep('(alpha(0)):(m("'.word(METRICS, k).'_theory"))', 'at_level(i, cn)')
    }
}
array HALF[2*N]
HALVES = 0
do for [k=1:2*N] { HALF[k] = NaN }
if (have("derived.tsv")) {
    eval table("derived.tsv")
    cn = col("neurons")
    do for [k=1:2] {
        usable(dummy) = strcol(1) eq word("half_given half_all", k) && m("value") == m("value")
        if (cn) {
            do for [i=1:N] {
                eval span('usable(0) && at_level(i, cn) ? m("value") : NaN')
                HALF[(k-1)*N + i] = LOW
                HALVES = HALVES || LOW == LOW
            }
            eval keep('(m("neurons")):(m("value")):(m("ci_low")):(m("ci_high"))', 'usable(0)')
        }
    }
}
# Half of the patterns where N p = ln 2, half of the networks where N P p = ln 2, with the Gaussian p at
# size N: p = erfc(sqrt((N-1)/(2(P-1))))/2, solved for the load by iteration.
tail(q) = -invnorm(q)                       # the quantile of the normal tail
given(n) = 1./n + (n - 1)/n/tail(1 - 0.5**(1./n))**2
all_(n, a, k) = k == 0 ? a : all_(n, 1./n + (n - 1)/n/tail(1 - 0.5**(1./(n*n*a)))**2, k - 1)

# ---- paper ------------------------------------------------------------------------------------------
TITLE = "Storage without any error ends far above its asymptotic laws"
SUBTITLE = "Hebbian networks and their stored patterns. Means of ".REPLICATES." networks, bars: 95".NB.\
    "% intervals inside 0 and 1; lines: bits that err independently at the exact rate"
TOP = head(0) + 40
LEFT = 62
RIGHT = W - (NARROW ? 24 : 118)
A_RIGHT = NARROW ? W - 24 : LEFT + 0.5*(W - 24 - LEFT - 72)
B_LEFT = NARROW ? LEFT : A_RIGHT + 72
A_BOTTOM = TOP + 190
B_TOP = NARROW ? A_BOTTOM + 84 : TOP
B_BOTTOM = B_TOP + 190
C_TOP = B_BOTTOM + 92
C_BOTTOM = C_TOP + 220
H = (HALVES ? C_BOTTOM : B_BOTTOM) + 56
@OPEN
eval table("summary.tsv")
eval levels("neurons")
unset datafile columnheaders; set datafile separator whitespace
of(i) = N > 1 ? ", N = ".whole(LEVEL[i]) : ""
array P_LEFT[2] = [LEFT, B_LEFT]
array P_RIGHT[2] = [A_RIGHT, NARROW ? A_RIGHT : W - 24]
array P_TOP[2] = [TOP, B_TOP]

# ---- a, b: shares -----------------------------------------------------------------------------------
do for [k=1:2] {
    unset label; unset arrow
    eval panel(P_LEFT[k], P_TOP[k], P_RIGHT[k], P_TOP[k] + 190)
    if (k == 1) { @HEADLINES }
    eval yname(letter(word("a b", k)).(k == 1 ? "share of patterns that are fixed points" : "share of networks, all patterns fixed"), P_LEFT[k] - 46)
    eval xname("load".v("α")."=".v("P")."/".v("N"))
    set xrange [X0-PAD:X1+PAD]; set yrange [-0.04:1.05]
    eval ticks("x", X0, X1, (P_RIGHT[k] - P_LEFT[k])/56)
    set ytics 0,0.25,1 format "%.2f"
    if (k == 1 && N > 1) {
        do for [i=1:N] {
            set label 20+i "".(i == 1 ? vi("N").NB."=".NB : "").whole(LEVEL[i]) at graph 0.985,first 1.0-0.098*(i-1) right tc rgb tint(i, N)
        }
    }
    plot for [i=1:N] $ROWS index (k+1)*N+i-1 using 1:2 with lines lw 1.5 lc rgb tint(i, N) title "independent bits".of(i), \
         for [i=1:N] $ROWS index (k-1)*N+i-1 using 1:($2 > 0 && $2 < 1 ? $3 : NaN):(0):($4-$3) with vectors nohead lw 1.2 lc rgb tint(i, N) title "95 % interval".of(i), \
         for [i=1:N] $ROWS index (k-1)*N+i-1 using 1:2 with points pt shape(i, N) ps size_(i, N) lc rgb tint(i, N) title "mean".of(i)
}

# ---- c: half loads against the laws -----------------------------------------------------------------
if (HALVES) {
    unset label; unset arrow
    eval panel(LEFT, C_TOP, RIGHT, C_BOTTOM)
    eval yname(letter("c")."load at which half remain, times ln".NB.vi("N").", ".vi("α")."".NB."ln".NB.vi("N"), 16)
    eval xname("network size".v("N"))
    n0 = LEVEL[1]; n1 = LEVEL[N]
    set logscale x
    set xrange [n0/1.25:n1*1.25]
    set yrange [0:1]
    set ytics 0,0.25,1 format "%.2f"
    unset xtics
    set xtics (n0 n0) nomirror out scale 0.45,0.25 offset 0,0.15 textcolor rgb INK format "%g"
    do for [i=2:N] { set xtics add ((LEVEL[i] > 1.5*LEVEL[i-1] ? whole(LEVEL[i]) : "") LEVEL[i]) }
    ENDS = 4
    array END_Y[4] = [1./2, 1./4, given(n1)*log(n1), all_(1.*n1, 0.05, 30)*log(n1)]
    END_GAP = 17./(C_BOTTOM - C_TOP); END_LOW = 0.02; END_HIGH = 1
    do for [k=1:2] {
        set arrow k from graph 0,first 1./(2*k) to graph 1,first 1./(2*k) nohead ls 21 back
        set label k sprintf("%s/(%d%sln%s%s)", vi("N"), 2*k, NB, NB, vi("N")) at graph (NARROW ? 0.98 : 1),first (NARROW ? END_Y[k] : end_label(k)) \
            offset (NARROW ? 0 : 0.6),(NARROW ? (k == 1 ? 0.65 : -0.75) : 0) tc rgb MUTE
        if (NARROW) { set label k right }
    }
    set label 3 "a given pattern" at graph (NARROW ? 0.98 : 1),first (NARROW ? END_Y[3] : end_label(3)) offset (NARROW ? 0 : 0.6),(NARROW ? 2.2 : 0) left tc rgb S[1]
    set label 4 "all patterns" at graph (NARROW ? 0.98 : 1),first (NARROW ? END_Y[4] : end_label(4)) offset (NARROW ? 0 : 0.6),(NARROW ? -1.2 : 0) left tc rgb S[2]
    if (NARROW) { set label 3 right; set label 4 right }
    plot given(x)*log(x) with lines lw 1.8 lc rgb S[1] title "independent bits, a given pattern", \
         all_(x, 0.05, 30)*log(x) with lines lw 1.8 lc rgb S[2] title "independent bits, all patterns", \
         for [k=1:2] $ROWS index 4*N+k-1 using 1:($3*log($1)):(0):(($4-$3)*log($1)) with vectors nohead lw 1.2 lc rgb S[k] title "95 % interval", \
         for [k=1:2] $ROWS index 4*N+k-1 using 1:($2*log($1)) with points pt 7 ps 0.6 lc rgb S[k] title word("given all", k)
}
unset multiplot
