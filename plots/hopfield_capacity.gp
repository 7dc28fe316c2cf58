# hopfield_capacity.gp - final overlap and share of retrieved patterns against load, for several
# network sizes, beside the replica-symmetric theory; and where the loads at which half of the
# patterns are retrieved go when the networks grow.
#
# Needs the axes neurons and load and the metrics patterns, overlap, retrieved and overlap_theory;
# shows the derived numbers half_load (one per size) and alpha_c where they exist.
load "style.gp"

LITERATURE = 0.138        # Amit, Gutfreund & Sompolinsky 1985

# ---- data: blocks 0 .. N-1 overlap, N .. 2N-1 retrieved, 2N theory, 2N+1 half loads -------------------
eval table("summary.tsv")
eval levels("neurons")
N = LEVELS
eval loads(0)
eval span('m("overlap_n")')
REPLICATES = LOW == HIGH ? sprintf("%.0f", LOW) : sprintf("%.0f to %.0f", LOW, HIGH)
eval span('alpha(0)')
X0 = LOW; X1 = HIGH; PAD = X1 > X0 ? 0.035*(X1 - X0) : 0.1*X1
do for [metric in "overlap retrieved"] {
    do for [i=1:N] {
        eval keep('(alpha(0)):(m("'.metric.'_mean")):(m("'.metric.'_ci_low")):(m("'.metric.'_ci_high"))', 'at_level(i, cn)')
    }
}
ENDS = N
array END_Y[N]
do for [i=1:N] {
    eval span('at_level(i, cn) ? alpha(0) : NaN')
    LAST = HIGH
    eval span('at_level(i, cn) && alpha(0) == LAST ? m("overlap_mean") : NaN')
    END_Y[i] = LOW == LOW ? LOW : 0
}
# Theory of the largest network, on the dense grid if there is one.
if (have("theory.tsv")) {
    eval table("theory.tsv")
    if (!col("overlap_theory")) { eval table("summary.tsv") }
}
eval loads(0)
eval keep('(alpha(0)):(m("overlap_theory"))', 'at_level(N, cn) && m("overlap_theory") > 0.5')
eval span('at_level(N, cn) && m("overlap_theory") > 0.5 ? alpha(0) : NaN')
DRAWN = HIGH > LOW
eval span('at_level(N, cn) && m("overlap_theory") < 0.5 ? alpha(0) : NaN')
GONE = LOW; HALVES = 0
eval derived("alpha_c")
if (have("derived.tsv") && LEVEL[1] == LEVEL[1]) {
    eval table("derived.tsv")
    cn = col("neurons")
    usable(dummy) = strcol(1) eq "half_load" && m("value") == m("value") && m("ci_high") > m("ci_low")
    eval span('usable(0) ? m("value") : NaN')
    HALVES = LOW == LOW
    h0 = LOW; h1 = HIGH
    eval keep('(1/sqrt(m("neurons"))):(m("value")):(m("ci_low")):(m("ci_high"))', 'usable(0)')
}

# ---- paper ------------------------------------------------------------------------------------------
# The finding is said where the data say it.
TITLE = END_Y[N] > 0.7 ? "Retrieval from a stored pattern, against load" : N > 1 && END_Y[N] < END_Y[1] ? \
    "Retrieval collapses at a critical load, more sharply in larger networks" : \
    "Retrieval collapses at a critical load"
SUBTITLE = "Hebbian networks at zero temperature, started on a stored pattern. Means of ".REPLICATES.\
    " networks, bars: 95".NB."% intervals"
TOP = head(0) + 40
RIGHT = W - (N > 1 ? 74 : 24)
A_BOTTOM = TOP + (NARROW ? 220 : 230)
B_TOP = A_BOTTOM + 92
B_BOTTOM = B_TOP + 170
B_RIGHT = NARROW || !HALVES ? RIGHT : 62 + 0.56*(RIGHT - 62)
C_LEFT = NARROW ? 62 : B_RIGHT + 72
C_TOP = NARROW ? B_BOTTOM + 92 : B_TOP
C_BOTTOM = C_TOP + 170
H = (HALVES ? C_BOTTOM : B_BOTTOM) + 56
@OPEN

# ---- a: overlap -------------------------------------------------------------------------------------
eval panel(62, TOP, RIGHT, A_BOTTOM)
@HEADLINES
eval yname(letter("a")."final overlap".v("m")."with the stored pattern", 16)
eval xname("load".v("α")."=".v("P")."/".v("N"))
set xrange [X0-PAD:X1+PAD]; set yrange [-0.04:1.05]
eval ticks("x", X0, X1, (RIGHT - 62)/48)
set ytics 0,0.25,1 format "%.2f"
# The texts stand left of the critical load below the curves, between two grid lines.
where = (LITERATURE - X0 + PAD)/(X1 - X0 + 2*PAD)
if (where > 0.02 && where < 0.98) {
    set arrow 1 from LITERATURE,graph 0 to LITERATURE,graph 1 nohead ls 21 back
}
if (where > 0.3 && where < 0.98) {
    words = vi("α_c").NB."=".NB.sprintf("%.3f", LITERATURE).(NARROW ? \
        "\n{/=11 Amit, Gutfreund,}\n{/=11 Sompolinsky 1985}" : \
        "\n{/=11.5 Amit, Gutfreund}\n{/=11.5 and Sompolinsky 1985}")
    set label 1 words at LITERATURE,0.215 offset (NARROW ? -0.5 : -0.8),0 right tc rgb MUTE
}
if (DRAWN) {
    x = X0 + (NARROW ? 0.03 : 0.08)*(X1 - X0)
    set arrow 2 from x,0.66 to x,0.97 nohead lw 0.8 lc rgb MUTE back
    set label 4 "theory, ".vi("N").NB."→".NB."∞" at x,0.61 offset -0.8,0 left tc rgb INK
}
if (GONE == GONE && (X1 - GONE)/(X1 - X0 + 2*PAD)*(RIGHT - 62) > 50) {
    set label 5 "theory" at X1,0 offset 0,0.7 right tc rgb INK
}
END_GAP = 15.*1.05/(A_BOTTOM - TOP); END_LOW = 0.02; END_HIGH = 1.03
if (N > 1) {
    do for [i=1:N] {
        set label 20+i "".(rank_(i) == N ? vi("N").NB."=".NB : "").whole(LEVEL[i]) \
            at first X1+PAD,end_label(i) offset 0.5,0 left tc rgb tint(i, N)
    }
}
of(i) = N > 1 ? ", N = ".whole(LEVEL[i]) : ""
plot for [i=1:N] $ROWS index i-1 using 1:2 with lines lw 1 lc rgb faint(tint(i, N)) title "guide".of(i), \
     $ROWS index 2*N using 1:2 with lines ls 20 title "replica-symmetric theory", \
     [GONE:X1] 0 with lines ls 20 title "replica-symmetric theory: no overlap left", \
     for [i=1:N] $ROWS index i-1 using 1:3:(0):($4-$3) with vectors nohead lw 1.2 lc rgb tint(i, N) title "95 % interval".of(i), \
     for [i=1:N] $ROWS index i-1 using 1:2 with points pt shape(i, N) ps size_(i, N) lc rgb tint(i, N) title "mean".of(i)

# ---- b: retrieved -----------------------------------------------------------------------------------
unset label; unset arrow
eval panel(62, B_TOP, B_RIGHT, B_BOTTOM)
eval yname(letter("b")."fraction of networks that retrieve (".vi("m").NB.">".NB."0.9)", 16)
eval ticks("x", X0, X1, (B_RIGHT - 62)/48)
set arrow 1 from LITERATURE,graph 0 to LITERATURE,graph 1 nohead ls 21 back
plot for [i=1:N] $ROWS index N+i-1 using 1:2 with lines lw 1 lc rgb faint(tint(i, N)) title "guide".of(i), \
     for [i=1:N] $ROWS index N+i-1 using 1:3:(0):($4-$3) with vectors nohead lw 1.2 lc rgb tint(i, N) title "95 % interval".of(i), \
     for [i=1:N] $ROWS index N+i-1 using 1:2 with points pt shape(i, N) ps size_(i, N) lc rgb tint(i, N) title "mean".of(i)

# ---- c: extrapolation -------------------------------------------------------------------------------
if (HALVES) {
    unset arrow
    eval panel(C_LEFT, C_TOP, RIGHT, C_BOTTOM)
    eval yname(letter("c")."load at which half retrieve", C_LEFT - 46)
    eval xname("network size".v("N")."(scale".NB.vi("N^{ −1/2}").")")
    y0 = lower(lower(h0, LITERATURE), CI_LOW); y1 = upper(upper(h1, LITERATURE), CI_HIGH)
    set yrange [y0-0.12*(y1-y0):y1+0.12*(y1-y0)]
    eval ticks("y", y0, y1, 6)
    XN = 1/sqrt(LEVEL[1])
    set xrange [-0.05*XN:1.06*XN]
    unset xtics
    set xtics ("∞" 0) nomirror out scale 0.45,0.25 offset 0,0.15 textcolor rgb INK
    # From the widest spacing on, a size gets its name where the names do not touch.
    pixel = 1.11*XN/(RIGHT - C_LEFT)
    taken = 1e9*XN
    do for [i=1:N] {
        x = 1/sqrt(LEVEL[i])
        half = 0.5*(7.4*strlen(whole(LEVEL[i])) + 6)*pixel
        named = x - half > 8*pixel && x + half < taken
        set xtics add ((named ? whole(LEVEL[i]) : "") x)
        taken = named ? x - half : taken
    }
    # The line of least weighted squares through the extrapolated point.
    if (VALUE == VALUE) {
        sxx = sxy = 0
        stats $ROWS index 2*N+1 using (w = $1 == $1 ? 1/($4-$3)**2 : 0, w > 0 ? (sxx = sxx + w*$1**2, sxy = sxy + w*$1*($2-VALUE)) : 0, 0) nooutput
        set arrow 2 from 0,VALUE to 1.06*XN,VALUE+1.06*XN*sxy/sxx nohead ls 22
        set arrow 3 from 0,CI_LOW to 0,CI_HIGH nohead lw 1.2 lc rgb INK
        x = sxy > 0 ? 0.05 : 0.96
        set label 5 sprintf("%s%s= %.4f", vi("α_c"), NB, VALUE) at graph x,0.93 tc rgb INK
        set label 6 sprintf("%.4f to %.4f", CI_LOW, CI_HIGH) at graph x,0.83 font SMALL tc rgb INK
        if (sxy <= 0) { set label 5 right; set label 6 right }
    }
    set arrow 1 from graph 0,first LITERATURE to graph 1,first LITERATURE nohead ls 21 back
    own(i, x) = abs(x*sqrt(LEVEL[i]) - 1) < 1e-4 ? x : NaN
    plot for [i=1:N] $ROWS index 2*N+1 using (own(i, $1)):3:(0):($4-$3) \
             with vectors nohead lw 1.2 lc rgb tint(i, N) title "95 % interval".of(i), \
         for [i=1:N] $ROWS index 2*N+1 using (own(i, $1)):2 \
             with points pt shape(i, N) ps size_(i, N) lc rgb tint(i, N) title "half load".of(i), \
         "+" every ::::0 using (0):(VALUE) with points pt 7 ps 0.6 lc rgb INK title "extrapolated"
}
unset multiplot
