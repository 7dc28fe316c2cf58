# hopfield_modern.gp - share of cues recalled in one update against the number of patterns, for several
# dimensions, beside theory at the same size; and the numbers of patterns at which half are recalled
# against dimension, beside the exponential law of large networks and the classical 0.138 d.
#
# Needs the axes dimension and patterns, the metrics retrieved, retrieved_theory, capacity_theory and
# attention_difference, and the parameters beta and noise; shows the derived numbers half (one per
# dimension) and growth where they exist.
load "style.gp"

CLASSICAL = 0.138         # Amit, Gutfreund & Sompolinsky 1985

# ---- data: blocks 0 .. N-1 measured, N .. 2N-1 theory, 2N half, 2N+1 never half, 2N+2 large networks ---
eval table("summary.tsv")
eval levels("dimension")
N = LEVELS
cd = col("dimension"); cp = col("patterns")
eval span('m("retrieved_n")')
REPLICATES = LOW == HIGH ? sprintf("%.0f", LOW) : sprintf("%.0f to %.0f", LOW, HIGH)
eval span('m("attention_difference_mean")')
DIFFERENCE = HIGH
eval span('column(cp)')
X0 = LOW; X1 = HIGH
do for [i=1:N] {
    eval keep('(column(cp)):(m("retrieved_mean")):(m("retrieved_ci_low")):(m("retrieved_ci_high"))', 'at_level(i, cd)')
}
ENDS = N
array END_Y[N]
NEVER = 0
do for [i=1:N] {
    eval keep('(column(cp)):(m("retrieved_theory"))', 'at_level(i, cd)')
    eval span('at_level(i, cd) && column(cp) == X1 ? m("retrieved_theory") : NaN')
    END_Y[i] = LOW == LOW ? LOW : 0
    NEVER = NEVER || LOW > 0.5
}
GROWTH = GROWTH_LOW = GROWTH_HIGH = NaN
HALVES = 0
eval derived("growth")
GROWTH = -VALUE; GROWTH_LOW = -CI_HIGH; GROWTH_HIGH = -CI_LOW
if (have("derived.tsv")) {
    eval table("derived.tsv")
    if (col("dimension")) {
        usable(dummy) = strcol(1) eq "half" && m("value") == m("value")
        eval span('usable(0) ? m("value") : NaN')
        HALVES = LOW == LOW
        eval keep('(m("dimension")):(m("value")):(m("ci_low")):(m("ci_high"))', 'usable(0)')
    }
}
if (BLOCKS == 2*N) { eval keep('(NaN):(NaN)', '0') }
eval table("summary.tsv")
eval keep('(column(cd)):(column(cp))', 'column(cp) == X1 && m("retrieved_mean") > 0.5')
eval keep('(column(cd)):(m("capacity_theory"))', 'column(cp) == X1')
eval span('m("capacity_theory")')
CAPACITY = HIGH
BETA = NOISE = NaN
if (have("parameters.tsv")) {
    eval table("parameters.tsv")
    stats TABLE using (strcol(1) eq "beta" ? (BETA = real(strcol(2))) : strcol(1) eq "noise" ? (NOISE = real(strcol(2))) : 0, 0) nooutput
}
RATE = BETA*(1 - 2*NOISE) - log(cosh(BETA))

# 6e-14 in the words of a caption.
raised_(n) = n > 9 ? raised_(n/10).raised_(n % 10) : word("⁰ ¹ ² ³ ⁴ ⁵ ⁶ ⁷ ⁸ ⁹", n + 1)
power_of_ten(x) = x <= 0 ? "0" : sprintf("%.0f·10", x/10**floor(log10(x))).(x < 1 ? "⁻" : "").raised_(int(abs(floor(log10(x)))))

# ---- paper ------------------------------------------------------------------------------------------
TITLE = "Modern Hopfield networks recall exponentially many patterns"
CUE = NOISE == NOISE ? sprintf(" from cues with %g".NB."%% of the signs reversed", 100*NOISE) : ""
SUBTITLE = "One update".CUE.". Means of ".REPLICATES." networks, bars: 95".NB."% intervals below 1, lines: theory".\
    (NEVER ? "; △: the most patterns tried, more than half recalled" : "").\
    (DIFFERENCE == DIFFERENCE ? ". Largest difference of an update from softmax attention: ".power_of_ten(DIFFERENCE) : "")
TOP = head(0) + 40
LEFT = 62
A_RIGHT = NARROW ? W - 58 : 62 + 0.5*(W - 62)
B_LEFT = NARROW ? LEFT : A_RIGHT + 112
B_RIGHT = W - 20
A_BOTTOM = TOP + (NARROW ? 230 : 300)
B_TOP = NARROW ? A_BOTTOM + 92 : TOP
B_BOTTOM = B_TOP + (NARROW ? 240 : 300)
H = B_BOTTOM + 56
@OPEN
eval table("summary.tsv")
eval levels("dimension")
unset datafile columnheaders; set datafile separator whitespace
of(i) = N > 1 ? ", d = ".whole(LEVEL[i]) : ""

# ---- a: retrieved -----------------------------------------------------------------------------------
eval panel(LEFT, TOP, A_RIGHT, A_BOTTOM)
@HEADLINES
eval yname(letter("a")."share of cues recalled without error", 16)
eval xname("stored patterns".v("P"))
set logscale x
x0 = min_(X0, CLASSICAL*LEVEL[1])/1.25; x1 = X1*1.3
set xrange [x0:x1]; set yrange [-0.04:1.05]
set xtics 10 format "10^{%T}"
set ytics 0,0.25,1 format "%.2f"
c0 = CLASSICAL*LEVEL[1]; c1 = CLASSICAL*LEVEL[N]
set object 1 rect from (N > 1 ? c0 : c0/1.05),graph 0 to (N > 1 ? c1 : c0*1.05),graph 1 fc rgb ZONE fs solid noborder behind
set label 1 "Classical\nlimit\n0.138".NB.vi("d") at sqrt(c0*c1),0.44 center font (NARROW ? ",10.5" : SMALL) tc rgb MUTE
END_GAP = 15.*1.09/(A_BOTTOM - TOP); END_LOW = 0; END_HIGH = 1.03
do for [i=1:N] {
    set label 20+i "".(rank_(i) == N ? vi("d").NB."=".NB : "").whole(LEVEL[i]) at first x1,end_label(i) offset 0.4,0 left tc rgb tint(i, N)
}
plot for [i=1:N] $ROWS index N+i-1 using 1:2 with lines lw 1.5 lc rgb tint(i, N) title "theory at this size".of(i), \
     for [i=1:N] $ROWS index i-1 using 1:($2 < 1 ? $3 : NaN):(0):($4-$3) with vectors nohead lw 1.2 lc rgb tint(i, N) title "95 % interval".of(i), \
     for [i=1:N] $ROWS index i-1 using 1:2 with points pt shape(i, N) ps size_(i, N) lc rgb tint(i, N) title "mean".of(i)

# ---- b: growth --------------------------------------------------------------------------------------
unset label; unset arrow; unset object 1
unset logscale x
eval panel(B_LEFT, B_TOP, B_RIGHT, B_BOTTOM)
eval yname(letter("b")."patterns at which half are recalled", B_LEFT - 46)
eval xname("dimension".v("d"))
PAD = N > 1 ? 0.08*(LEVEL[N] - LEVEL[1]) : 4
b0 = LEVEL[1] - PAD; b1 = LEVEL[N] + PAD
set xrange [b0:b1]
set logscale y
y1 = 10**ceil(log10(max_(X1, CAPACITY)) + 0.3)
set yrange [1:y1]
set ytics 10**ceil(log10(y1)/6.) format "10^{%T}"
unset mytics
eval ticks("x", LEVEL[1], LEVEL[N], (B_RIGHT - B_LEFT)/52)
law(x) = exp(RATE*x)/tanh(BETA)
xm = b0 + 0.60*(b1 - b0)
if (RATE == RATE) {
    set label 1 "Large networks:\n".vi("e")."^{".sprintf("%.3f", RATE).NB."{/:Italic d}}".NB."/".NB."tanh".NB.vi("β") at xm,law(xm) offset -1.2,2.3 right tc rgb INK
}
set label 2 "Classical 0.138".NB.vi("d") at b1,CLASSICAL*b1 offset -0.5,0.75 right tc rgb MUTE
if (GROWTH == GROWTH) {
    set label 3 sprintf("Measured rate %.3f\n{/=11.5 %.3f to %.3f}", GROWTH, GROWTH_LOW, GROWTH_HIGH) at graph 0.985,graph log10(X1)/log10(y1)-(NARROW ? 0.11 : 0.08) right tc rgb S[1]
}
plot [b0:b1] law(x) with lines ls 20 title "large networks", \
     [b0:b1] CLASSICAL*x with lines ls 21 title "Amit, Gutfreund and Sompolinsky 1985", \
     $ROWS index 2*N using 1:3:(0):($4-$3) with vectors nohead lw 1.2 lc rgb S[1] title "95 % interval", \
     $ROWS index 2*N using 1:2 with points pt 7 ps 0.6 lc rgb S[1] title "half recalled", \
     $ROWS index 2*N+1 using 1:2 with points pt 8 ps 0.8 lc rgb S[1] title "more than half recalled of the most patterns tried"
unset multiplot
