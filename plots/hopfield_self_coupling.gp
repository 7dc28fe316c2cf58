# hopfield_self_coupling.gp - share of wrong bits after one step, from a stored pattern and from a noisy
# cue, with and without the coupling of neurons to themselves, up to loads far beyond capacity.
#
# Needs the axes self_coupling, initial_overlap and load and the metrics bit_error_rate and
# bit_error_rate_theory.
load "style.gp"

# ---- data: blocks 0 .. 3 measured (cue k, self-coupling s: 2 (k-1) + s-1), 4 .. 7 exact law ------------
eval table("summary.tsv")
cs = col("self_coupling"); ci = col("initial_overlap"); cl = col("load")
eval levels("initial_overlap")
CUES = min_(LEVELS, 2)
array CUE[2]
do for [k=1:CUES] { CUE[k] = LEVEL[LEVELS + 1 - k] }
eval span('m("bit_error_rate_n")')
REPLICATES = LOW == HIGH ? sprintf("%.0f", LOW) : sprintf("%.0f to %.0f", LOW, HIGH)
eval span('column(cl)')
X0 = LOW; X1 = HIGH
self(s) = word("false true", s)
mine(dummy) = strcol(cs) eq self(s) && column(ci) == CUE[k]
do for [k=1:CUES] { do for [s=1:2] {
    eval keep('(column(cl)):(m("bit_error_rate_mean")):(m("bit_error_rate_ci_low")):(m("bit_error_rate_ci_high"))', 'mine(0)')
} }
do for [k=1:CUES] { do for [s=1:2] {
    eval keep('(column(cl)):(m("bit_error_rate_theory"))', 'mine(0)')
} }
LAW = 2*CUES

# ---- paper --------------------------------------------------------------------------------------------
TITLE = "Coupled to themselves, neurons keep all patterns, and everything else"
SUBTITLE = "Share of wrong bits after one step. Means of ".REPLICATES." networks, bars: 95".NB."% intervals, lines: exact law"
TOP = head(0) + 40
LEFT = 62; RIGHT = W - 20; GAPX = 58
ONE = NARROW || CUES < 2 ? RIGHT - LEFT : (RIGHT - LEFT - GAPX)/2.
TALL = 270
H = TOP + (NARROW ? CUES*TALL + (CUES - 1)*92 : TALL) + 56
@OPEN
set logscale x
set xrange [X0/1.15:X1*1.15]
set xtics (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50) format "%g"
NAMES = "without with"
do for [k=1:CUES] {
    x0 = NARROW ? LEFT : LEFT + (k - 1)*(ONE + GAPX); y0 = NARROW ? TOP + (k - 1)*(TALL + 92) : TOP
    eval panel(x0, y0, x0 + ONE, y0 + TALL)
    unset label
    if (k == 1) { @HEADLINES }
    wrong = (1 - CUE[k])/2
    eval yname(letter(word("a b", k)).(wrong < 1e-9 ? "from a stored pattern" : sprintf("from a cue with %.3g", 100*wrong).NB."% of the bits reversed"), k == 1 || NARROW ? 16 : x0 - 46)
    eval xname("load".v("α")."=".v("P")."/".v("N"))
    if (wrong < 1e-9) {
        set logscale y; set yrange [1e-4:1]; set ytics 10 format "10^{%T}"
        set label 11 "without".NB.vi("w_{ii}") at 0.36*X1,0.34 right offset 0,0.6 tc rgb S[1]
        set label 12 "with".NB.vi("w_{ii}")."".NB."=".NB.vi("α") at 0.45*X1,2.6e-3 right tc rgb S[2]
    } else {
        unset logscale y; set yrange [0:0.45]; set ytics 0,0.1,1 format "%.1f"
        set label 11 "without".NB.vi("w_{ii}") at 0.28*X1,0.31 right offset 0,0.6 tc rgb S[1]
        set label 12 "with".NB.vi("w_{ii}") at 0.27,0.075 right tc rgb S[2]
        set label 13 "as in the cue: no bit moves" at 1.1*X1,wrong right offset 0,-0.8 font SMALL tc rgb MUTE
    }
    plot (wrong > 0 ? wrong : NaN) with lines lw 1.1 dt (6,4) lc rgb MUTE title "share in the cue", \
         for [s=1:2] $ROWS index LAW+2*(k-1)+s-1 using 1:2 with lines lw 1.4 lc rgb S[s] title "exact law, ".word(NAMES, s)." self-coupling", \
         for [s=1:2] $ROWS index 2*(k-1)+s-1 using 1:3:(0):($4-$3) with vectors nohead lw 1.2 lc rgb S[s] title "95 % interval", \
         for [s=1:2] $ROWS index 2*(k-1)+s-1 using 1:2 with points pt 7 ps 0.5 lc rgb S[s] title "measured, ".word(NAMES, s)." self-coupling"
}
unset multiplot
