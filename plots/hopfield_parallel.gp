# hopfield_parallel.gp - overlaps after one and two parallel steps beside the exact law and signal and
# noise, and the share of networks that end in a cycle of two states.
#
# Needs the axes initial_overlap and load, the array metrics overlap_trace, overlap_trace_theory and
# overlap_trace_amari over sweep, and the metric cycle_length.
load "style.gp"

# ---- data: blocks (step-1) 3 N + kind N + i-1, kinds measured, exact, signal and noise -------------------
eval table("summary.tsv")
eval levels("initial_overlap")
N = LEVELS
ci = col("initial_overlap")
eval span('m("cycle_length_n")')
REPLICATES = LOW == HIGH ? sprintf("%.0f", LOW) : sprintf("%.0f to %.0f", LOW, HIGH)
eval loads(0)
eval span('alpha(0)')
X0 = LOW; X1 = HIGH
ENDS = N
array END_Y[N]
do for [step=1:2] {
    do for [kind=1:3] {
        name = word("overlap_trace overlap_trace_theory overlap_trace_amari", kind)
        eval table("summary_".name.".tsv")
        ci = col("initial_overlap"); cs = col("sweep"); cv = col(name."_mean") ? col(name."_mean") : col(name); ca = col("load")
        do for [i=1:N] {
            eval keep('(column(ca)):(column(cv))', 'at_level(i, ci) && column(cs) == step && column(cv) == column(cv)')
            if (step == 2 && kind == 1) {
                eval span('at_level(i, ci) && column(cs) == 2 ? column(ca) : NaN'); LAST = HIGH
                eval span('at_level(i, ci) && column(cs) == 2 && column(ca) == LAST ? column(cv) : NaN')
                END_Y[i] = LOW
            }
        }
    }
}
eval table("summary.tsv")
ci = col("initial_overlap"); ca = col("load")
do for [i=1:N] { eval keep('(column(ca)):(m("cycle_length_mean") - 1):(m("cycle_length_ci_low") - 1):(m("cycle_length_ci_high") - 1)', 'at_level(i, ci)') }

TITLE = "Two parallel steps obey an exact law; then come cycles of two states"
SUBTITLE = "All neurons updated at once. Means of ".REPLICATES." networks; lines: exact law of large ones; dotted: signal and noise"
LEFT = 62
RIGHT = W - 76
TOP = head(0) + 40
MIDDLE = NARROW ? RIGHT : LEFT + 0.5*(RIGHT - LEFT) - 30
A_BOTTOM = TOP + 250
B_LEFT = NARROW ? LEFT : MIDDLE + 60
B_TOP = NARROW ? A_BOTTOM + 92 : TOP
B_BOTTOM = B_TOP + 250
C_TOP = B_BOTTOM + 92
C_BOTTOM = C_TOP + 150
H = C_BOTTOM + 56
PAD = 0.03*(X1 - X0)
@OPEN
set xrange [X0-PAD:X1+PAD]
do for [step=1:2] {
    if (step == 1) { eval panel(LEFT, TOP, MIDDLE, A_BOTTOM); @HEADLINES } else { unset label; eval panel(B_LEFT, B_TOP, RIGHT, B_BOTTOM) }
    eval yname(letter(step == 1 ? "a" : "b")."overlap after step ".sprintf("%d", step), step == 1 || NARROW ? 16 : B_LEFT - 46)
    eval xname("load".v("α")."=".v("P")."/".v("N"))
    set yrange [0:1.04]
    eval ticks("x", 0, X1, 5)
    set ytics 0,0.25,1 format "%.2f"
    if (step == 2) {
        END_GAP = 15.5/(B_BOTTOM - B_TOP)*1.04; END_LOW = 0.02; END_HIGH = 1
        do for [i=1:N] { set label 20+i "".(rank_(i) == N ? vi("m_0").NB."=".NB : "").sprintf("%.1f", LEVEL[i]) at X1+PAD,end_label(i) offset 0.5,0 left tc rgb tint(i, N) }
    }
    o = (step - 1)*3*N
    plot for [i=1:N] $ROWS index o+2*N+i-1 using 1:2 with lines lw 1.6 dt (2,3) lc rgb tint(i, N) title "signal and noise", \
         for [i=1:N] $ROWS index o+N+i-1 using 1:2 with lines lw 1.4 lc rgb tint(i, N) title "exact law", \
         for [i=1:N] $ROWS index o+i-1 using 1:2 with points pt shape(i, N) ps size_(i, N) lc rgb tint(i, N) title "measured"
}
unset label
eval panel(LEFT, C_TOP, RIGHT, C_BOTTOM)
eval yname(letter("c")."share of networks that end in a cycle of two states", 16)
do for [i=1:N] {
    stats $ROWS index 6*N+i-1 using ($1 == LAST ? (END_Y[i] = $2) : 0, 0) nooutput
}
END_GAP = 15.5/(C_BOTTOM - C_TOP)*1.04; END_LOW = 0.02; END_HIGH = 1
do for [i=1:N] { set label 20+i "".(rank_(i) == N ? vi("m_0").NB."=".NB : "").sprintf("%.1f", LEVEL[i]) at X1+PAD,end_label(i) offset 0.5,0 left tc rgb tint(i, N) }
eval ticks("x", 0, X1, 8)
plot for [i=1:N] $ROWS index 6*N+i-1 using 1:2 with lines lw 1 lc rgb faint(tint(i, N)) title "guide", \
     for [i=1:N] $ROWS index 6*N+i-1 using 1:3:(0):($4-$3) with vectors nohead lw 1.2 lc rgb tint(i, N) title "95 % interval", \
     for [i=1:N] $ROWS index 6*N+i-1 using 1:2 with points pt shape(i, N) ps size_(i, N) lc rgb tint(i, N) title "mean"
unset multiplot
