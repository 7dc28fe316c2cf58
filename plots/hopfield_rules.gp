# hopfield_rules.gp - final overlap against load for three learning rules, from the pattern itself and
# from a noisy cue, without and with self-coupling.
#
# Needs the axes initial_overlap, self_coupling, rule and load and the metric overlap; uses the parameter
# neurons.
load "style.gp"

RULES = "hebbian storkey pseudoinverse"
NAMES = "Hebb Storkey pseudo-inverse"
eval table("summary.tsv")
cr = col("rule"); cs = col("self_coupling"); ci = col("initial_overlap"); cl = col("load")
eval levels("initial_overlap")
CUES = min_(LEVELS, 2)
array CUE[2]
do for [k=1:CUES] { CUE[k] = LEVEL[LEVELS + 1 - k] }
eval span('m("overlap_n")')
REPLICATES = LOW == HIGH ? sprintf("%.0f", LOW) : sprintf("%.0f to %.0f", LOW, HIGH)
eval span('column(cl)')
X0 = LOW; X1 = HIGH
PAD = 0.03*(X1 - X0)
self(k) = word("false true", k)
# block 6 (k-1) + 3 (s-1) + i-1: cue k, self-coupling s, rule i
do for [k=1:CUES] {
    do for [s=1:2] {
        do for [i=1:3] { eval keep('(column(cl)):(m("overlap_mean")):(m("overlap_ci_low")):(m("overlap_ci_high"))', 'strcol(cr) eq word(RULES, i) && strcol(cs) eq self(s) && column(ci) == CUE[k]') }
    }
}
# Up to these loads all bits of a pattern are right, for very large N: Hebb and Storkey.
SIZE = NaN
if (have("parameters.tsv")) {
    eval table("parameters.tsv")
    eval span('strcol(1) eq "neurons" ? column(2) : NaN')
    SIZE = LOW
}
array EXACT[2] = [1/(2*log(SIZE)), 1/sqrt(2*log(SIZE))]
TITLE = "One memory per neuron takes the pseudo-inverse, not the rule of Hebb"
SUBTITLE = "Means of ".REPLICATES." networks, bars: 95".NB."% intervals. Open and dashed: neurons coupled to themselves"
TOP = head(0) + 40
LEFT = 62
GAPX = 46
RIGHT = W - 20
ONE = NARROW ? RIGHT - LEFT : (RIGHT - LEFT - GAPX)/2.
TALL = 270
H = TOP + (NARROW ? CUES*TALL + (CUES - 1)*92 : TALL) + 56
@OPEN
set xrange [X0-PAD:X1+PAD]; set yrange [0:1.12]
do for [k=1:CUES] {
    x0 = NARROW ? LEFT : LEFT + (k - 1)*(ONE + GAPX); y0 = NARROW ? TOP + (k - 1)*(TALL + 92) : TOP
    eval panel(x0, y0, x0 + ONE, y0 + TALL)
    if (k == 1) { @HEADLINES } else { unset label }
    eval yname(letter(k == 1 ? "a" : "b").(k == 1 ? "final overlap, started on the pattern" : sprintf("started at an overlap of %.2g", CUE[k])), k == 1 || NARROW ? 16 : x0 - 40)
    eval xname("load".v("α")."=".v("P")."/".v("N"))
    eval ticks("x", 0, X1, 6)
    set ytics 0,0.25,1 format "%.2f"
    if (k == 1) {
        set label 11 "Hebb" at 0.5,0.27 center tc rgb S[1]
        set label 12 "Storkey" at 0.63,0.64 left tc rgb S[2]
        set label 13 "pseudo-inverse" at X1,1.06 right tc rgb S[3]
        if (SIZE == SIZE) {
            do for [i=1:2] { set arrow i from EXACT[i],0 to EXACT[i],0.1 nohead lw 1.1 dt (6,4) lc rgb S[i] }
            set label 14 "1/(2".NB."ln".NB.vi("N").")" at EXACT[1],0.05 left offset 0.5,0 font SMALL tc rgb S[1]
            set label 15 "1/√(2".NB."ln".NB.vi("N").")" at EXACT[2],0.05 left offset 0.5,0 font SMALL tc rgb S[2]
        }
    } else { unset arrow }
    o = 6*(k - 1)
    plot for [i=1:3] $ROWS index o+3+i-1 using 1:2 with lines lw 1 dt (5,4) lc rgb S[i] title "with self-coupling", \
         for [i=1:3] $ROWS index o+i-1 using 1:2 with lines lw 1.4 lc rgb faint(S[i]) title "guide", \
         for [i=1:3] $ROWS index o+3+i-1 using 1:2 with points pt 6 ps 0.5 lc rgb S[i] title "with self-coupling", \
         for [i=1:3] $ROWS index o+i-1 using 1:3:(0):($4-$3) with vectors nohead lw 1.2 lc rgb S[i] title "95 % interval", \
         for [i=1:3] $ROWS index o+i-1 using 1:2 with points pt 7 ps 0.5 lc rgb S[i] title word(NAMES, i)
}
unset multiplot
