# hopfield_diluted.gp - overlap that is left against load, from several initial overlaps, beside the
# exact laws and that of the fully connected network; overlaps step by step; growth of a small overlap
# against load; and what K / N takes from the overlap.
#
# Needs the axes neurons and connections (zipped, sizes all different), initial_overlap and load, the metrics overlap,
# overlap_theory, overlap_finite_theory and overlap_corrected_theory and the array metrics
# overlap_trace and overlap_trace_finite. Shows the largest network, in the last panel all of them.
load "style.gp"

CRITICAL = 2/pi
array TRACED[2] = [0.4, 0.8]    # loads of panel b, or the nearest there are
array LOST[2] = [0.4, 0.5]      # loads of panel d
GROWN = 10                      # steps of panel c
array BRUSH[2] = [S[4], S[5]]   # colours of the loads of panel b
array LACK[2] = [S[4], S[6]]    # and of panel d

# ---- laws of many inputs, and of the fully connected network, along a parameter -----------------------
loaded(x) = 0.5*(erf(x)/x)**2
full(y) = 0.5*(erf(y)/y - 2/sqrt(pi)*exp(-y*y))**2
Y_FULL = 1.511218556     # where the load of the latter is largest
set print $LAWS
do for [k=100:1:-1] { print sprintf("%.6f %.6f", loaded(0.025*k), erf(0.025*k)) }
print sprintf("%.6f 0", 2/pi)
print "1e3 0"; print ""; print ""
do for [k=60:0:-1] { print sprintf("%.6f %.6f", full(Y_FULL + 0.04*k), erf(Y_FULL + 0.04*k)) }
print sprintf("%.6f 0", full(Y_FULL))
unset print

# ---- data --------------------------------------------------------------------------------------------
eval table("summary.tsv")
cn = col("neurons"); ck = col("connections"); cl = col("load"); ci = col("initial_overlap")
eval span('column(cn)')
SIZE = HIGH
eval span('column(cn) == SIZE ? column(ck) : NaN')
K = LOW
main(dummy) = column(cn) == SIZE && column(ck) == K
eval span('m("overlap_n")')
REPLICATES = LOW == HIGH ? sprintf("%.0f", LOW) : sprintf("%.0f to %.0f", LOW, HIGH)
eval span('column(cl)')
X0 = LOW; X1 = HIGH
eval levels("load")
do for [k=1:2] {
    best = LEVEL[1]
    do for [i=1:LEVELS] { best = abs(LEVEL[i] - TRACED[k]) < abs(best - TRACED[k]) ? LEVEL[i] : best }
    TRACED[k] = best
}
eval levels("initial_overlap")
N = LEVELS < 4 ? LEVELS : 3
array START[3] = [NaN, NaN, NaN]
do for [i=1:N] { START[i] = LEVEL[LEVELS-N+i] }
# blocks 0 .. N-1: overlaps from each start
do for [i=1:N] {
    eval keep('(column(cl)):(m("overlap_mean")):(m("overlap_ci_low")):(m("overlap_ci_high"))', 'main(0) && column(ci) == START[i]')
}
# N, N+1: K / N, what is missing, its interval, at the two loads; their slopes to first order
array SLOPE[2]
do for [k=1:2] {
    at = LOST[k]
    miss(s) = m("overlap_finite_theory") - m("overlap_".s)
    eval keep('(column(ck)/(column(cn)-1)):(miss("mean")):(miss("ci_high")):(miss("ci_low"))', \
        'column(ci) == START[N] && abs(column(cl)-at) < 1e-6')
    eval span('main(0) && column(ci) == START[N] && abs(column(cl)-at) < 1e-6 ? miss("corrected_theory")*(column(cn)-1)/column(ck) : NaN')
    SLOPE[k] = LOW
}
eval span('column(ck)/(column(cn)-1)')
C0 = LOW; C1 = HIGH
# N+2: the map of this number of inputs, at whole numbers of patterns,
# to the load where it ends
eval span('main(0) ? m("transition_finite_theory") : NaN')
ENDED = LOW
if (have("theory.tsv")) {
    eval table("theory.tsv")
    if (!col("load_effective")) { eval table("summary.tsv") }
}
cn = col("neurons"); ck = col("connections"); cl = col("load"); ci = col("initial_overlap")
ce = col("load_effective") ? col("load_effective") : cl
eval keep('(m("overlap_finite_theory") > 0 ? column(ce) : ENDED):(m("overlap_finite_theory"))', \
    'main(0) && column(ci) == START[N] && column(ce) < ENDED + 0.1')
# N+3 ..: traces, measured and by the map: 2 N each, from start i at load k; then growth, both
FIRST = BLOCKS
do for [source in "overlap_trace overlap_trace_finite"] {
    eval table("summary_".source.".tsv")
    cn = col("neurons"); ck = col("connections"); cl = col("load"); ci = col("initial_overlap")
    datum(s) = col(source.s) ? m(source.s) : m(source)
    do for [k=1:2] {
        at = TRACED[k]
        do for [i=1:N] {
            eval keep('(m("step")):(datum("_mean")):(datum("_ci_low")):(datum("_ci_high"))', 'main(0) && column(ci) == START[i] && abs(column(cl)-at) < 1e-6')
        }
    }
    eval keep('(column(cl)):(datum("_mean")/START[1]):(datum("_ci_low")/START[1]):(datum("_ci_high")/START[1])', \
        'main(0) && column(ci) == START[1] && m("step") == GROWN')
}
STRIDE = 2*N + 1
eval span('m("step")')
STEPS = HIGH
# and what the map makes of the starts in its first step
array ONE[6]
do for [k=1:2] {
    at = TRACED[k]
    do for [i=1:N] {
        eval span('main(0) && column(ci) == START[i] && abs(column(cl)-at) < 1e-6 && m("step") == 1 ? m("overlap_trace_finite") : NaN')
        ONE[N*(k-1)+i] = LOW
    }
}

# ---- paper -------------------------------------------------------------------------------------------
TITLE = "With few inputs a neuron, memory fades continuously at the load 2/π"
SUBTITLE = "Networks of ".whole(SIZE)." neurons, each with ".sprintf("%g", K)." inputs on average, at zero temperature. Means of ".REPLICATES.\
    " networks, bars: 95".NB."% intervals, lines: exact laws"
TOP = head(0) + 40
LEFT = 62
RIGHT = W - 24
A_BOTTOM = TOP + (NARROW ? 230 : 270)
B_TOP = A_BOTTOM + 92
B_BOTTOM = B_TOP + 190
B_RIGHT = RIGHT - 8
HALF = 0.5*(RIGHT - LEFT - 72)
C_TOP = B_BOTTOM + 92
C_RIGHT = NARROW ? RIGHT : LEFT + HALF
D_LEFT = NARROW ? LEFT : C_RIGHT + 72
D_TOP = NARROW ? C_TOP + 200 + 92 : C_TOP
H = D_TOP + 200 + 56
@OPEN

# ---- a: what is left ---------------------------------------------------------------------------------
eval panel(LEFT, TOP, RIGHT, A_BOTTOM)
@HEADLINES
eval yname(letter("a")."overlap".v("m")."after ".sprintf("%g", STEPS)." steps", 16)
eval xname("load".v("α")."=".v("P")."/".NB.vi("K").", patterns stored per input")
set xrange [0:X1*1.02]; set yrange [-0.04:1.05]
eval ticks("x", 0, X1, (RIGHT - LEFT)/60)
set ytics 0,0.25,1 format "%.2f"
set arrow 1 from CRITICAL,graph 0 to CRITICAL,graph 1 nohead lw 0.8 lc rgb MUTE back
set label 1 "2/π" at CRITICAL,0.97 offset 0.6,0 left tc rgb MUTE
set label 2 (NARROW ? "all hear all:\nAmit et al. 1987" : "fully connected,\nAmit, Gutfreund\nand Sompolinsky") at 0.138,0.4 offset 0.7,0 left tc rgb MUTE
LAW = vi("m").NB."=".NB."erf(".vi("m").NB."/".NB."√(2".vi("α")."))"
if (NARROW) {
    set label 3 LAW at graph 0.985,0.8 right font SMALL tc rgb INK
} else {
    set label 3 LAW.",\nmany inputs" at 0.47,0.62 offset -0.5,0 right tc rgb INK
}
set label 4 sprintf("%g inputs", K) at 0.32,0.935 left tc rgb S[N]
do for [i=1:N] {
    set label 10+i "".(i == N ? "from ".vi("m_0").NB."=".NB : "").sprintf("%g", START[i]) at graph 0.985,0.62 offset 0,-1.3*(N-i) right tc rgb S[i]
}
SIGN(i) = i == 1 ? 9 : i == 2 ? 13 : 7
shown(i) = i == 1 ? 0.62 : i == 2 ? 0.72 : 0.55
plot $LAWS index 1 using 1:2 with lines ls 21 title "fully connected, replica-symmetric, Amit, Gutfreund and Sompolinsky 1985", \
     $ROWS index N+2 using 1:2 with lines lw 1 lc rgb S[N] title "exact for this number of inputs", \
     $LAWS index 0 using 1:2 with lines ls 20 title "exact for many inputs, Derrida, Gardner and Zippelius 1987", \
     for [i=1:N] $ROWS index i-1 using 1:3:(0):($4-$3) with vectors nohead lw 1.2 lc rgb S[i] title "95 % interval", \
     for [i=1:N] $ROWS index i-1 using 1:2 with points pt SIGN(i) ps shown(i) lc rgb S[i] title sprintf("from an overlap of %g", START[i])

# ---- b: step by step ---------------------------------------------------------------------------------
unset label; unset arrow
eval panel(LEFT, B_TOP, B_RIGHT, B_BOTTOM)
eval yname(letter("b")."overlap, step by step", 16)
eval xname("step")
set xrange [0:STEPS]; set yrange [-0.04:1.05]
eval ticks("x", 0, STEPS, (B_RIGHT - LEFT)/70)
set ytics 0,0.25,1 format "%.2f"
set label 1 vi("α").NB."=".NB.sprintf("%g", TRACED[1]) at graph 0.98,first 0.8 offset 0,-1 right tc rgb BRUSH[1]
set label 2 vi("α").NB."=".NB.sprintf("%g", TRACED[2]) at graph 0.98,first 0 offset 0,0.8 right tc rgb BRUSH[2]
if (START[1] < 0.2 && !NARROW && STEPS > 20) {
    set label 3 "late: chance overlaps with the other patterns grow, too," at 12.5,0.5 left font SMALL tc rgb MUTE
    set label 4 "and disturb, unless ".vi("K").NB."/".NB.vi("N").NB."≪".NB.vi("m")."@_0^2" at 12.5,0.5 offset 0,-1.2 left font SMALL tc rgb MUTE
}
trace(k, i) = FIRST + N*(k-1) + i-1
plot for [k=1:2] for [i=1:N] $ROWS index trace(k, i)+STRIDE using 1:2 with lines lw 1.5 lc rgb BRUSH[k] title "exact map", \
     for [k=1:2] for [i=1:N] "+" every ::::0 using (0):(START[i]):(1):(ONE[N*(k-1)+i]-START[i]) with vectors nohead lw 1.5 lc rgb BRUSH[k] title "exact map, first step", \
     for [i=1:N] "+" every ::::0 using (0):(START[i]) with points pt 7 ps 0.45 lc rgb INK title "start", \
     for [k=1:2] for [i=1:N] $ROWS index trace(k, i) using 1:3:(0):($4-$3) with vectors nohead lw 1.1 lc rgb BRUSH[k] title "95 % interval", \
     for [k=1:2] for [i=1:N] $ROWS index trace(k, i) using 1:2 with points pt 7 ps 0.45 lc rgb BRUSH[k] title "measured"

# ---- c: growth of a small overlap --------------------------------------------------------------------
unset label; unset arrow
eval panel(LEFT, C_TOP, C_RIGHT, C_TOP + 200)
eval yname(letter("c")."growth ".vi("m")."_{/=9 ".sprintf("%d", GROWN)."}".NB."/".v("m_0")."from".v("m_0")."=".NB.sprintf("%g", START[1]), 16)
eval xname("load".v("α"))
set xrange [0:X1*1.02]; set yrange [0.05:12]
set logscale y
set ytics (0.1, 0.3, 1, 3, 10) format "%g"
eval ticks("x", 0, X1, 5)
set arrow 1 from CRITICAL,graph 0 to CRITICAL,graph 1 nohead lw 0.8 lc rgb MUTE back
set arrow 2 from graph 0,first 1 to graph 1,first 1 nohead lw 0.8 lc rgb MUTE back
set label 1 "2/π" at CRITICAL,graph 0.93 offset 0.6,0 left tc rgb MUTE
set label 2 "grows" at 0.02*X1,1 offset 0,0.7 left tc rgb MUTE
set label 3 "dies" at 0.02*X1,1 offset 0,-0.7 left tc rgb MUTE
g = FIRST + 2*N
plot $ROWS index g+STRIDE using 1:2 with lines lw 1.5 lc rgb S[1] title "exact map", \
     $ROWS index g using 1:3:(0):($4-$3) with vectors nohead lw 1.2 lc rgb S[1] title "95 % interval", \
     $ROWS index g using 1:2 with points pt 7 ps 0.5 lc rgb S[1] title "measured"

# ---- d: what a finite network lacks ------------------------------------------------------------------
unset label; unset arrow; unset logscale
eval panel(D_LEFT, D_TOP, RIGHT, D_TOP + 200)
eval yname(letter("d")."missing to the exact map", D_LEFT - 46)
eval xname("inputs per neuron".v("K")."/".v("N"))
set logscale xy
set xrange [C0/2:C1*2]; set yrange [1e-4:1]
set xtics 10 format "10^{%T}"; set ytics 10 format "10^{%T}"
low_(y) = y > 1e-4 ? y : 1e-4
do for [k=1:2] {
    if (SLOPE[k] == SLOPE[k]) { set label k vi("α").NB."=".NB.sprintf("%g", LOST[k]) at sqrt(C0*C1),SLOPE[k]*sqrt(C0*C1) offset 0,(k == 1 ? -1 : 1) center tc rgb LACK[k] }
}
plot for [k=1:2] SLOPE[k]*x with lines lw 1.5 lc rgb LACK[k] title "to first order", \
     for [k=1:2] $ROWS index N+k-1 using 1:(low_($3)):(0):(low_($4)-low_($3)) with vectors nohead lw 1.2 lc rgb LACK[k] title "95 % interval", \
     for [k=1:2] $ROWS index N+k-1 using 1:2 with points pt 7 ps 0.55 lc rgb LACK[k] title "measured"
unset multiplot
