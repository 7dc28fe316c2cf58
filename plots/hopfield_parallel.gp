# hopfield_parallel.gp - overlap after the first and the second parallel step against load, beside the
# exact law and signal and noise, and the share of networks that end in a cycle of two states.
#
# Needs the axes neurons, dynamics, initial_overlap and load, the array metric overlap_trace and the
# metric cycle_length.
load "style.gp"

# ---- laws of the infinite network: first step; second step exactly, and with Gaussian noise ------------
m1(a, m) = erf(m/sqrt(2*a))
u(a, m) = sqrt(2/(pi*a))*exp(-m*m/(2*a))
spread(a, m) = sqrt(2*a*(1 + u(a, m)**2 + 2*u(a, m)*m*m1(a, m)))
exact(a, m) = 0.5*(1 + m)*erf((m1(a, m) + a*u(a, m))/spread(a, m)) + 0.5*(1 - m)*erf((m1(a, m) - a*u(a, m))/spread(a, m))
gauss(a, m) = erf(m1(a, m)/spread(a, m))

# ---- data: blocks 3 (s - 1) + k - 1: step s from cue k; then cycles of size i -------------------------
eval table("summary_overlap_trace.tsv")
cd = col("dynamics")
parallel(dummy) = cd == 0 || strcol(cd) eq "synchronous"
eval levels("neurons")
SIZE = LEVEL[LEVELS]
cs = col("neurons")
largest(dummy) = cs == 0 || column(cs) == SIZE
eval levels("initial_overlap")
CUES = LEVELS > 3 ? 3 : LEVELS
array CUE[3]
array PICK[3] = [LEVELS, LEVELS - (LEVELS > 4 ? 2 : 1), LEVELS > 3 ? 2 : 1]
do for [k=1:CUES] { CUE[k] = LEVEL[PICK[k] < 1 ? 1 : PICK[k]] }
eval span('m("overlap_trace_n")')
REPLICATES = LOW == HIGH ? sprintf("%.0f", LOW) : sprintf("%.0f to %.0f", LOW, HIGH)
eval loads(0)
eval span('alpha(0)')
X0 = LOW; X1 = HIGH; PAD = X1 > X0 ? 0.03*(X1 - X0) : 0.1*X1
do for [s=1:2] {
    do for [k=1:CUES] {
        eval keep('(alpha(0)):(m("overlap_trace_mean")):(m("overlap_trace_ci_low")):(m("overlap_trace_ci_high"))', \
            'parallel(0) && largest(0) && m("sweep") == s && m("initial_overlap") == CUE[k]')
    }
}
eval table("summary.tsv")
cd = col("dynamics"); ci = col("initial_overlap")
eval span('m("initial_overlap")')
RANDOM = LOW
FIRST = BLOCKS
eval levels("neurons")
N = LEVELS
eval loads(0)
ENDS = N
array END_Y[N]
do for [i=1:N] {
    eval keep('(alpha(0)):(m("cycle_length_mean")-1):(max_(0, m("cycle_length_ci_low")-1)):(min_(1, m("cycle_length_ci_high")-1))', \
        'parallel(0) && at_level(i, cn) && column(ci) == RANDOM')
    eval span('parallel(0) && at_level(i, cn) && column(ci) == RANDOM && abs(alpha(0) - X1) < 0.02*X1 ? m("cycle_length_mean")-1 : NaN')
    END_Y[i] = (LOW == LOW ? LOW : 0) + 0.001*i
}
# Networks that are updated one after another never cycle.
ASYNC = 0
if (cd) {
    eval span('strcol(cd) eq "asynchronous" ? m("cycle_length_mean") : NaN')
    ASYNC = HIGH == 1
}

# ---- paper ------------------------------------------------------------------------------------------
TITLE = "Two parallel steps are known exactly; large networks then cycle in pairs"
SUBTITLE = "Hebbian networks of ".whole(SIZE)." neurons (a, b), all updated at once. Means of ".REPLICATES." networks, bars: 95".NB."% intervals"
TOP = head(0) + 40
LEFT = 62
A_RIGHT = NARROW ? W - 24 : LEFT + 0.5*(W - 24 - LEFT - 72)
B_LEFT = NARROW ? LEFT : A_RIGHT + 72
B_RIGHT = W - 24
TALL = 230
B_TOP = NARROW ? TOP + TALL + 84 : TOP
C_TOP = B_TOP + TALL + 92
C_RIGHT = W - (N > 1 ? 84 : 24)
C_BOTTOM = C_TOP + 180
H = C_BOTTOM + 56
@OPEN
array P_LEFT[2] = [LEFT, B_LEFT]
array P_RIGHT[2] = [A_RIGHT, B_RIGHT]
array P_TOP[2] = [TOP, B_TOP]
of(i) = N > 1 ? ", N = ".whole(LEVEL[i]) : ""
law(s, a, m) = s == 1 ? m1(a, m) : exact(a, m)

# ---- a, b: first and second step --------------------------------------------------------------------
do for [s=1:2] {
    unset label; unset arrow
    eval panel(P_LEFT[s], P_TOP[s], P_RIGHT[s], P_TOP[s] + TALL)
    if (s == 1) { @HEADLINES }
    eval yname(letter(word("a b", s))."overlap after step ".word("1 2", s).",".v(word("m_1 m_2", s)), P_LEFT[s] - 46)
    eval xname("load".v("α")."=".v("P")."/".v("N"))
    set xrange [X0-PAD:X1+PAD]; set yrange [0:1.05]
    eval ticks("x", 0, X1, 5)
    set ytics 0,0.25,1 format "%.2f"
    do for [k=1:CUES] {
        x = X0 + 0.62*(X1 - X0)
        set label 10+k "".(k == 1 ? vi("m_0").NB."=".NB : "").sprintf("%g", CUE[k]) at x,law(s, x, CUE[k]) offset 0,0.75 left tc rgb S[k]
    }
    if (s == 2) {
        x = X0 + 0.85*(X1 - X0)
        set label 1 "dashed: Gaussian noise," at graph 0.98,0.965 right font SMALL tc rgb MUTE
        set label 2 "Amari and Maginu 1988" at graph 0.98,0.895 right font SMALL tc rgb MUTE
    }
    set samples 200
    plot for [k=1:CUES] [X0:X1] law(s, x, CUE[k]) with lines lw 1.8 lc rgb S[k] title "exact law", \
         for [k=1:CUES] [X0:X1] (s == 2 ? gauss(x, CUE[k]) : NaN) with lines lw 1.2 dt (6,4) lc rgb S[k] title "signal and noise", \
         for [k=1:CUES] $ROWS index CUES*(s-1)+k-1 using 1:3:(0):($4-$3) with vectors nohead lw 1.2 lc rgb S[k] title "95 % interval", \
         for [k=1:CUES] $ROWS index CUES*(s-1)+k-1 using 1:2 with points pt 7 ps 0.55 lc rgb S[k] title "measured"
}

# ---- c: cycles --------------------------------------------------------------------------------------
unset label; unset arrow
eval panel(LEFT, C_TOP, C_RIGHT, C_BOTTOM)
eval yname(letter("c")."share that ends in a cycle of two".(NARROW ? "" : ", from random states"), 16)
eval xname("load".v("α")."=".v("P")."/".v("N"))
set xrange [X0-PAD:X1+PAD]; set yrange [-0.05:1.05]
eval ticks("x", 0, X1, 6)
set ytics 0,0.25,1 format "%.2f"
END_GAP = 15.*1.1/(C_BOTTOM - C_TOP); END_LOW = 0.02; END_HIGH = 1
if (N > 1) {
    do for [i=1:N] {
        set label 20+i "".(rank_(i) == N ? vi("N").NB."=".NB : "").whole(LEVEL[i]) \
            at graph 1,first end_label(i) offset 0.5,0 left tc rgb tint(i, N)
    }
}
if (ASYNC) { set label 1 "one neuron after another: none" at X1,0.07 right tc rgb INK }
plot for [k=1:(ASYNC ? 1 : 0)] [X0:X1] 0 with lines ls 20 title "updated one after another: none, measured", \
     for [i=1:N] $ROWS index FIRST+i-1 using 1:2 with lines lw 1 lc rgb faint(tint(i, N)) title "guide".of(i), \
     for [i=1:N] $ROWS index FIRST+i-1 using 1:3:(0):($4-$3) with vectors nohead lw 1.2 lc rgb tint(i, N) title "95 % interval".of(i), \
     for [i=1:N] $ROWS index FIRST+i-1 using 1:2 with points pt shape(i, N) ps size_(i, N) lc rgb tint(i, N) title "mean".of(i)
unset multiplot
