# hopfield_optimal.gp - how many patterns any rule can store: share of sets that are separable against
# the exact law of several sizes, the largest least stability against Gardner's and beside that of
# Hebb's rule, and the distribution of stabilities at one load.
#
# Needs the axes neurons and load and the metrics separable, stability and hebb_stability with their
# theory; shows the axis inputs, and share_below and hebb_share_below of the largest size at a load
# near 1, where they exist.
load "style.gp"

# Largest load at which all patterns can have a stability: Gardner 1988.
capacity(kappa) = 1/((1 + kappa**2)*norm(kappa) + kappa*exp(-0.5*kappa**2)/sqrt(2*pi))

# Nearly the probability that n a patterns are separable, and the load at which it is p: where to write.
cover(n, a) = norm((2*n - n*a)/sqrt(n*a - 1))
ahead_(n, p, low, high, k) = k == 0 ? low : cover(n, 0.5*(low + high)) > p ? \
    ahead_(n, p, 0.5*(low + high), high, k - 1) : ahead_(n, p, low, 0.5*(low + high), k - 1)
ahead(n, p) = ahead_(n, p, 2, 8, 24)

# ---- data: blocks 0 .. N-1 separable, N .. 2N-1 of signs, 2N .. stability, 3N .. Hebb's, 4N .. theory;
# ---- 5N, 5N+1 distributions ---------------------------------------------------------------------------
eval table("summary.tsv")
eval levels("neurons")
N = LEVELS
array SIZE[N]
do for [i=1:N] { SIZE[i] = LEVEL[i] }
eval loads(0)
ci = col("inputs")
eval span('ci && strcol(ci) eq "gaussian" ? 1 : NaN')
KIND = LOW == 1 ? "gaussian" : "signs"
of_kind(kind) = ci == 0 || strcol(ci) eq kind
eval span('m("separable_n")')
REPLICATES = LOW == HIGH ? sprintf("%.0f", LOW) : sprintf("%.0f to %.0f", LOW, HIGH)
eval span('alpha(0)')
X0 = LOW; X1 = HIGH
# Where the share falls from one to zero.
A0 = max_(X0, min_(1.2, X1)); A1 = min_(X1, max_(2.8, X0))
PAD = A1 > A0 ? 0.03*(A1 - A0) : 0.1
do for [i=1:N] { eval keep('(alpha(0)):(m("separable_mean")):(m("separable_ci_low")):(m("separable_ci_high"))', 'at_level(i, cn) && of_kind(KIND) && alpha(0) >= A0 && alpha(0) <= A1') }
SIGNS = ci && KIND eq "gaussian" ? 1 : 0
eval span('SIGNS && strcol(ci) eq "signs" ? 1 : NaN')
SIGNS = LOW == 1
do for [i=1:N] { eval keep('(alpha(0)):(m("separable_mean"))', 'at_level(i, cn) && SIGNS && of_kind("signs") && alpha(0) >= A0 && alpha(0) <= A1') }
do for [i=1:N] { eval keep('(alpha(0)):(m("stability_mean")):(m("stability_ci_low")):(m("stability_ci_high"))', 'at_level(i, cn) && of_kind(KIND)') }
do for [i=1:N] { eval keep('(alpha(0)):(m("hebb_stability_mean")):(m("hebb_stability_ci_low")):(m("hebb_stability_ci_high"))', 'at_level(i, cn) && of_kind(KIND)') }
eval span('of_kind(KIND) ? m("stability_mean") : NaN')
Y1 = HIGH
eval span('of_kind(KIND) ? m("hebb_stability_mean") : NaN')
Y0 = LOW
array HEBB_END[N]
do for [i=1:N] {
    eval span('at_level(i, cn) && of_kind(KIND) && abs(alpha(0) - X1) < 0.03*X1 ? m("hebb_stability_mean") : NaN')
    HEBB_END[i] = LOW == LOW ? LOW : 0
}
# Where the size of the highest line is written: between two loads, where about an eighth is separable.
eval levels("load")
PLACE = A1
far = 1
do for [k=1:LEVELS-1] {
    if (LEVEL[k] >= 2 && LEVEL[k+1] <= A1) {
        x = 0.5*(LEVEL[k] + LEVEL[k+1])
        from = abs(cover(SIZE[1], x) - 0.125)
        if (from < far) { PLACE = x; far = from }
    }
}
eval levels("neurons")
# The load of the third panel: of the largest size, the one nearest to 1.
AT = NaN
eval span('at_level(N, cn) && of_kind(KIND) ? (AT = AT != AT || abs(alpha(0) - 1) < abs(AT - 1) ? alpha(0) : AT, 0) : NaN')
eval span('at_level(N, cn) && of_kind(KIND) && alpha(0) == AT ? m("stability_theory") : NaN')
KAPPA = LOW == LOW ? LOW : 0
# Laws on the dense grid where there is one, else at the measured points.
if (have("theory.tsv")) {
    eval table("theory.tsv")
    if (!col("separable_theory")) { eval table("summary.tsv") }
}
eval loads(0)
ci = col("inputs")
do for [i=1:N] { eval keep('(alpha(0)):(m("separable_theory")):(m("stability_theory")):(m("hebb_stability_theory"))', 'at_level(i, cn) && of_kind(KIND)') }
SHARES = have("summary_share_below.tsv") && have("summary_hebb_share_below.tsv") && KAPPA > 0
if (SHARES) {
    do for [k=1:2] {
        x = word("share_below hebb_share_below", k)
        eval table("summary_".x.".tsv")
        eval loads(0)
        ci = col("inputs")
        eval keep('(m("stability_level")):(m("'.x.'_mean")):(m("'.x.'_ci_low")):(m("'.x.'_ci_high"))', 'at_level(N, cn) && of_kind(KIND) && abs(alpha(0) - AT) < 1e-9')
    }
}

# ---- paper ------------------------------------------------------------------------------------------
TITLE = "No rule stores more than about two patterns per input, and with a margin far fewer"
SUBTITLE = "One neuron with N inputs, P patterns to put on given sides. Means of ".REPLICATES." sets, bars: 95".NB.\
    "% intervals; lines: theory.".(SIGNS ? " Open circles: inputs +1 and −1, not normals" : "")
TOP = head(0) + 40
LEFT = 62
RIGHT = W - 24
A_BOTTOM = TOP + 210
B_TOP = A_BOTTOM + 92
B_BOTTOM = B_TOP + 240
B_RIGHT = NARROW || !SHARES ? W - 62 : LEFT + 0.5*(W - LEFT) - 50
C_LEFT = NARROW ? LEFT : B_RIGHT + 104
C_TOP = NARROW ? B_BOTTOM + 92 : B_TOP
C_BOTTOM = C_TOP + 240
H = (SHARES ? C_BOTTOM : B_BOTTOM) + 56
of(i) = N > 1 ? ", N = ".whole(SIZE[i]) : ""
@OPEN

# ---- a: separability --------------------------------------------------------------------------------
eval panel(LEFT, TOP, RIGHT, A_BOTTOM)
@HEADLINES
eval yname(letter("a")."share of sets that some weights get right", 16)
eval xname("load".v("α")."=".v("P")."/".v("N"))
set xrange [A0-PAD:A1+PAD]; set yrange [-0.05:1.05]
eval ticks("x", A0, A1, (RIGHT - LEFT)/60)
set ytics 0,0.25,1 format "%.2f"
if (A0 < 2 && A1 > 2) {
    set arrow 1 from 2,graph 0 to 2,graph 1 nohead ls 21 back
    set arrow 2 from graph 0,first 0.5 to 2,0.5 nohead ls 21 back
    set label 1 vi("P").NB."=".NB."2".vi("N").": half".(NARROW ? "" : ", whatever".v("N")) at 2,0.5 offset 2.4,0.6 left tc rgb MUTE
}
# The largest and the smallest size outside their lines, between the measured loads.
if (A0 < 2 && A1 > 2 && N > 1) {
    x = ahead(SIZE[N], 0.12)
    if ((x - 2)/(A1 - A0 + 2*PAD)*(RIGHT - LEFT) < 80) { x = 2 }
    set label 11 vi("N").NB."=".NB.whole(SIZE[N]) at x,0.06 right offset -0.7,0 tc rgb tint(N, N)
    set label 12 vi("N").NB."=".NB.whole(SIZE[1]) at PLACE,cover(SIZE[1], PLACE) left offset 0.2,0.7 tc rgb tint(1, N)
}
plot for [i=1:N] $ROWS index 4*N+i-1 using 1:2 with lines lw 1.4 lc rgb tint(i, N) title "exact law".of(i), \
     for [i=1:N] $ROWS index N+i-1 using 1:2 with points pt 6 ps 0.75 lc rgb tint(i, N) title "inputs of +1 and −1".of(i), \
     for [i=1:N] $ROWS index i-1 using 1:3:(0):($4-$3) with vectors nohead lw 1.2 lc rgb tint(i, N) title "95 % interval".of(i), \
     for [i=1:N] $ROWS index i-1 using 1:2 with points pt shape(i, N) ps size_(i, N) lc rgb tint(i, N) title "mean".of(i)

# ---- b: stability -----------------------------------------------------------------------------------
unset label; unset arrow
eval panel(LEFT, B_TOP, B_RIGHT, B_BOTTOM)
eval yname(letter("b")."least stability of the patterns", 16)
eval xname("load".v("α")."=".v("P")."/".v("N"))
set xrange [0:X1*1.03]
set yrange [Y0-0.05*(Y1-Y0):Y1+0.08*(Y1-Y0)]
eval ticks("x", 0, X1, (B_RIGHT - LEFT)/60)
eval ticks("y", Y0, Y1, 6)
set arrow 1 from graph 0,first 0 to graph 1,first 0 nohead lw 0.9 lc rgb AXIS back
if (X1 > 2) { set label 1 "none is left at ".vi("α").NB."=".NB."2" at 2,0 offset 0,1.3 center tc rgb INK }
if (X0 < capacity(1) && Y1 > 1.2) { set label 2 sprintf("1 at %s%s=%s%.4f", vi("α"), NB, NB, capacity(1)) at capacity(1),1 offset 1,0.4 left tc rgb INK }
set label 3 "best weights" at X0,Y1 offset 1.5,0.1 left tc rgb INK
set label 4 "Hebb’s rule" at graph 0.04,0.08 left tc rgb INK
if (N > 1) {
    ENDS = N
    array END_Y[N]
    do for [i=1:N] { END_Y[i] = HEBB_END[i] - 1e-6*i }
    END_GAP = 16.*1.13*(Y1 - Y0)/(B_BOTTOM - B_TOP); END_LOW = Y0; END_HIGH = Y1
    do for [i=1:N] {
        set label 20+i "".(rank_(i) == N ? vi("N").NB."=".NB : "").whole(SIZE[i]) at first X1*1.03,end_label(i) offset 0.4,0 left tc rgb tint(i, N)
    }
}
plot for [i=1:N] $ROWS index 4*N+i-1 using 1:4 with lines lw 1.2 lc rgb tint(i, N) title "independent normal stabilities".of(i), \
     $ROWS index 5*N-1 using 1:3 with lines ls 20 title "Gardner", \
     for [i=1:N] $ROWS index 3*N+i-1 using 1:3:(0):($4-$3) with vectors nohead lw 1.2 lc rgb tint(i, N) title "95 % interval".of(i), \
     for [i=1:N] $ROWS index 3*N+i-1 using 1:2 with points pt shape(i, N) ps size_(i, N) lc rgb tint(i, N) title "Hebb".of(i), \
     for [i=1:N] $ROWS index 2*N+i-1 using 1:3:(0):($4-$3) with vectors nohead lw 1.2 lc rgb tint(i, N) title "95 % interval".of(i), \
     for [i=1:N] $ROWS index 2*N+i-1 using 1:2 with points pt shape(i, N) ps size_(i, N) lc rgb tint(i, N) title "best".of(i), \
     "+" every ::::0 using (X1 > 2 ? 2 : NaN):(0) with points pt 6 ps 1.3 lc rgb INK title "capacity", \
     "+" every ::::0 using (X0 < capacity(1) && Y1 > 1.2 ? capacity(1) : NaN):(1) with points pt 6 ps 1.3 lc rgb INK title "capacity at stability 1"

# ---- c: distribution --------------------------------------------------------------------------------
if (SHARES) {
    unset label; unset arrow
    eval panel(C_LEFT, C_TOP, W - 24, C_BOTTOM)
    eval yname(letter("c")."share of patterns below a stability", C_LEFT - 46)
    eval xname("stability")
    set xrange [-2:3]; set yrange [-0.05:1.05]
    set xtics -2,1,3 format "%.0f"
    set ytics 0,0.25,1 format "%.2f"
    set object 1 rectangle from -2,graph 0 to 0,graph 1 fc rgb ZONE fs solid noborder behind
    set label 1 "wrong side" at -1,0.93 center tc rgb MUTE
    set label 2 "best weights" at KAPPA,0.82 offset -0.7,0 right tc rgb S[1]
    set label 3 sprintf("%.0f%s%% at the margin", 100*norm(KAPPA), NB) at KAPPA,0.5*norm(KAPPA)+0.1 offset -0.7,0 right font SMALL tc rgb S[1]
    set label 4 "Hebb’s rule" at 1/sqrt(AT),0.5 offset 1,-0.2 left tc rgb S[2]
    set label 5 vi("α").sprintf("%s=%s%.3g, ", NB, NB, AT).vi("N").NB."=".NB.whole(SIZE[N]) at graph 0.98,0.07 right tc rgb MUTE
    set samples 600
    plot norm(x - 1/sqrt(AT)) with lines lw 1.4 lc rgb S[2] title "Hebb", \
         (x < KAPPA ? 0 : norm(x)) with lines lw 1.4 lc rgb S[1] title "best", \
         $ROWS index 5*N+1 using 1:3:(0):($4-$3) with vectors nohead lw 1.2 lc rgb S[2] title "95 % interval", \
         $ROWS index 5*N using 1:3:(0):($4-$3) with vectors nohead lw 1.2 lc rgb S[1] title "95 % interval", \
         $ROWS index 5*N+1 using 1:2 with points pt 7 ps 0.5 lc rgb S[2] title "Hebb", \
         $ROWS index 5*N using 1:2 with points pt 7 ps 0.5 lc rgb S[1] title "best"
}
unset multiplot
