# hopfield_finite_size.gp - share of networks that retrieve against load for several sizes, the same
# against the distance from the critical load times the root of the size, and the loads at which
# three levels are reached against N^-1/2.
#
# Needs the axes neurons (perhaps with cues beside it) and load and the metrics patterns and retrieved; shows the derived numbers
# three_quarter_load, half_load, quarter_load (one per size) and what they extrapolate to,
# alpha_c_early, alpha_c, alpha_c_late, where they exist.
load "style.gp"

# ---- data: blocks 0 .. N-1 retrieved, N .. N+2 loads of the three levels ------------------------------
eval table("summary.tsv")
eval levels("neurons")
N = LEVELS
eval loads(0)
eval span('m("retrieved_n")')
REPLICATES = LOW == HIGH ? sprintf("%.0f", LOW) : sprintf("%.0f to %.0f", LOW, HIGH)
TRIED = ""
if (col("cues")) {
    eval span('m("cues")')
    TRIED = HIGH > 1 ? (LOW == HIGH ? sprintf(", %.0f", LOW) : sprintf(", %.0f to %.0f", LOW, HIGH))." patterns tried in each" : ""
}
eval span('alpha(0)')
X0 = LOW; X1 = HIGH; PAD = X1 > X0 ? 0.03*(X1 - X0) : 0.1*X1
ENDS = N
array END_Y[N]
do for [i=1:N] {
    eval keep('(alpha(0)):(m("retrieved_mean")):(m("retrieved_ci_low")):(m("retrieved_ci_high"))', 'at_level(i, cn)')
    eval span('at_level(i, cn) ? alpha(0) : NaN')
    LAST = HIGH
    eval span('at_level(i, cn) && alpha(0) == LAST ? m("retrieved_mean") : NaN')
    END_Y[i] = (LOW == LOW ? LOW : 0) - 0.001*i
}
LOADS = "three_quarter_load half_load quarter_load"
LIMITS = "alpha_c_early alpha_c alpha_c_late"
SHARES = "¾ ½ ¼"
array LIMIT[3]; array LIMIT_LOW[3]; array LIMIT_HIGH[3]; array SLOPE[3]
HALVES = 0; h0 = h1 = NaN
do for [k=1:3] {
    eval derived(word(LIMITS, k))
    LIMIT[k] = VALUE; LIMIT_LOW[k] = CI_LOW; LIMIT_HIGH[k] = CI_HIGH; SLOPE[k] = NaN
    if (have("derived.tsv")) {
        eval table("derived.tsv")
        cn = col("neurons")
        usable(dummy) = strcol(1) eq word(LOADS, k) && m("value") == m("value") && m("ci_high") > m("ci_low")
        if (cn) {
            eval span('usable(0) ? m("value") : NaN')
            h0 = lower(LOW, h0); h1 = upper(HIGH, h1)
            HALVES = HALVES || LOW == LOW
            eval keep('(1/sqrt(m("neurons"))):(m("value")):(m("ci_low")):(m("ci_high"))', 'usable(0)')
        }
    }
    # The line of least weighted squares through the extrapolated point.
    if (LIMIT[k] == LIMIT[k] && BLOCKS == N + k) {
        sxx = sxy = 0
        set datafile separator whitespace; unset datafile columnheaders
        stats $ROWS index N+k-1 using (w = $1 == $1 ? 1/($4-$3)**2 : 0, w > 0 ? (sxx = sxx + w*$1**2, sxy = sxy + w*$1*($2-LIMIT[k])) : 0, 0) nooutput
        SLOPE[k] = sxx > 0 ? sxy/sxx : NaN
    }
}
CRITICAL = LIMIT[2]
# Replica symmetry (Amit, Gutfreund & Sompolinsky 1985): the largest load at which a retrieval state
# exists, over the ratio y of signal to noise.
replica(y) = 0.5*(erf(y)/y - 2/sqrt(pi)*exp(-y*y))**2
THEORY = 0
do for [k=1400:1600] { THEORY = upper(replica(0.001*k), THEORY) }
SCALED = CRITICAL == CRITICAL

# ---- paper ------------------------------------------------------------------------------------------
TITLE = SCALED ? "Retrieval curves of all sizes fall onto one when the load is scaled by".NB."√N" : \
    "Retrieval falls with the load, more steeply in larger networks"
SUBTITLE = "Share of starts on a stored pattern that return to it (overlap above 0.9). Means of ".REPLICATES.\
    " networks".TRIED.". Bars: 95".NB."% intervals"
TOP = head(0) + 40
LEFT = 62
RIGHT = W - (N > 1 ? 74 : 24)
A_BOTTOM = TOP + 190
B_TOP = A_BOTTOM + 92
B_BOTTOM = B_TOP + 190
B_RIGHT = NARROW || !HALVES ? RIGHT : LEFT + 0.46*(RIGHT - LEFT)
C_LEFT = NARROW ? LEFT : B_RIGHT + 72
C_TOP = NARROW && SCALED ? B_BOTTOM + 92 : B_TOP
C_BOTTOM = C_TOP + 190
H = (HALVES ? C_BOTTOM : SCALED ? B_BOTTOM : A_BOTTOM) + 56
@OPEN
of(i) = N > 1 ? ", N = ".whole(LEVEL[i]) : ""
# Levels of the sizes again: the table of derived numbers may have been read since.
eval table("summary.tsv")
eval levels("neurons")
unset datafile columnheaders; set datafile separator whitespace

# ---- a: against load --------------------------------------------------------------------------------
eval panel(LEFT, TOP, RIGHT, A_BOTTOM)
@HEADLINES
eval yname(letter("a")."share that retrieves", 16)
eval xname("load".v("α")."=".v("P")."/".v("N"))
set xrange [X0-PAD:X1+PAD]; set yrange [-0.05:1.05]
eval ticks("x", X0, X1, (RIGHT - LEFT)/60)
set ytics 0,0.25,1 format "%.2f"
END_GAP = 15.*1.1/(A_BOTTOM - TOP); END_LOW = 0.01; END_HIGH = 1.03
if (N > 1) {
    do for [i=1:N] {
        set label 20+i "".(rank_(i) == N ? vi("N").NB."=".NB : "").whole(LEVEL[i]) \
            at first X1+PAD,end_label(i) offset 0.5,0 left tc rgb tint(i, N)
    }
}
plot for [i=1:N] $ROWS index i-1 using 1:2 with lines lw 1 lc rgb faint(tint(i, N)) title "guide".of(i), \
     for [i=1:N] $ROWS index i-1 using 1:3:(0):($4-$3) with vectors nohead lw 1.2 lc rgb tint(i, N) title "95 % interval".of(i), \
     for [i=1:N] $ROWS index i-1 using 1:2 with points pt shape(i, N) ps size_(i, N) lc rgb tint(i, N) title "mean".of(i)

# ---- b: scaled --------------------------------------------------------------------------------------
unset label; unset arrow
if (SCALED) {
    eval panel(LEFT, B_TOP, B_RIGHT, B_BOTTOM)
    eval yname(letter("b")."the same, load scaled", 16)
    eval xname("(".vi("α").NB."−".NB.vi("α_c").")".NB."√".vi("N"))
    set xrange [-0.9:1.9]
    set xtics -2,0.5,4 format "%.1f"
    set arrow 1 from 0,graph 0 to 0,graph 1 nohead ls 21 back
    set label 1 vi("α_c") at 0,graph 0.06 offset 0.6,0 tc rgb MUTE
    plot for [i=1:N] $ROWS index i-1 using (($1-CRITICAL)*sqrt(LEVEL[i])):3:(0):($4-$3) with vectors nohead lw 1.2 lc rgb tint(i, N) title "95 % interval".of(i), \
         for [i=1:N] $ROWS index i-1 using (($1-CRITICAL)*sqrt(LEVEL[i])):2 with points pt shape(i, N) ps size_(i, N) lc rgb tint(i, N) title "mean".of(i)
    unset arrow
}

# ---- c: extrapolation -------------------------------------------------------------------------------
if (HALVES) {
    eval panel(C_LEFT, C_TOP, RIGHT, C_BOTTOM)
    eval yname(letter(SCALED ? "c" : "b")."load at which a share retrieves", C_LEFT - 46)
    eval xname("network size".v("N")."(scale".NB.vi("N^{ −1/2}").")")
    y0 = h0; y1 = h1
    do for [k=1:3] { y0 = lower(LIMIT[k], y0) }
    y0 = lower(THEORY, y0)
    set yrange [y0-0.2*(y1-y0):y1+0.2*(y1-y0)]
    eval ticks("y", y0, y1, 5)
    XN = 1/sqrt(LEVEL[1])
    set xrange [-0.05*XN:1.06*XN]
    unset xtics
    set xtics ("∞" 0) nomirror out scale 0.45,0.25 offset 0,0.15 textcolor rgb INK
    pixel = 1.11*XN/(RIGHT - C_LEFT)
    taken = 1e9*XN
    do for [i=1:N] {
        x = 1/sqrt(LEVEL[i])
        half = 0.5*(7.4*strlen(whole(LEVEL[i])) + 6)*pixel
        named = x - half > 8*pixel && x + half < taken
        set xtics add ((named ? whole(LEVEL[i]) : "") x)
        taken = named ? x - half : taken
    }
    top = y1 + 0.2*(y1 - y0)
    set arrow 1 from graph 0,first THEORY to graph 1,first THEORY nohead ls 21 back
    set label 3 sprintf("replica theory %.4f", THEORY) at graph 0.98,first THEORY right offset 0,-0.75 font SMALL tc rgb MUTE
    do for [k=1:3] {
        if (SLOPE[k] == SLOPE[k]) {
            x = SLOPE[k] > 0 ? min_(1.06*XN, (top - LIMIT[k])/SLOPE[k]) : 1.06*XN
            inside = x < 1.05*XN
            set arrow 10+k from 0,LIMIT[k] to x,LIMIT[k]+x*SLOPE[k] nohead ls 22
            set label 10+k "".word(SHARES, k).(k == 2 ? " retrieve" : "") at x,LIMIT[k]+x*SLOPE[k] tc rgb INK
            if (inside) { set label 10+k left offset 0.2,-0.7 } else { set label 10+k left offset 0.6,0 }
        }
    }
    if (SCALED) {
        set label 1 sprintf("%s%s= %.4f", vi("α_c"), NB, CRITICAL) at graph 0.05,0.93 tc rgb INK
        set label 2 sprintf("%.4f to %.4f", LIMIT_LOW[2], LIMIT_HIGH[2]) at graph 0.05,0.84 font SMALL tc rgb INK
    }
    own(i, x) = abs(x*sqrt(LEVEL[i]) - 1) < 1e-4 ? x : NaN
    plot for [k=1:3] for [i=1:N] $ROWS index N+k-1 using (own(i, $1)):3:(0):($4-$3) \
             with vectors nohead lw 1.2 lc rgb tint(i, N) title "95 % interval".of(i), \
         for [k=1:3] for [i=1:N] $ROWS index N+k-1 using (own(i, $1)):2 \
             with points pt shape(i, N) ps size_(i, N) lc rgb tint(i, N) title "load".of(i), \
         for [k=1:3] "+" every ::::0 using (0):(LIMIT[k]) with points pt 7 ps 0.5 lc rgb INK title "extrapolated"
}
unset multiplot
