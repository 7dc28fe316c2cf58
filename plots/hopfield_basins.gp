# hopfield_basins.gp - share of cues recalled over load and initial overlap, with the measured boundary
# of attraction, the unstable state of the static theory and the boundary of signal and noise.
#
# Needs the axes load and initial_overlap, maybe neurons, the metrics retrieved, unstable_theory and
# amari_basin_theory; shows the derived number boundary (one per load and size) where it exists. The
# unstable state is drawn up to capacity by its closed form (Amit, Gutfreund and Sompolinsky 1987 at
# T = 0): m = erf(y) and sqrt(2 load) = erf(y)/y - 2/sqrt(pi) exp(-y^2), y below that of capacity.
load "style.gp"

# ---- data: blocks 0 cells, 1 unstable state, 2 signal and noise, 3 boundary, 4 of the smallest size ---
eval table("summary.tsv")
eval levels("neurons")
SIZES = LEVELS; SIZE = LEVEL[LEVELS]; SMALLEST = LEVEL[1]
cl = col("load"); ci = col("initial_overlap"); cn = col("neurons")
largest(dummy) = cn == 0 || column(cn) == SIZE
eval levels("load"); NX = LEVELS; X0 = LEVEL[1]; X1 = LEVEL[LEVELS]; DX = NX > 1 ? (X1 - X0)/(NX - 1) : 0.01
eval levels("initial_overlap"); NY = LEVELS; Y0 = LEVEL[1]; Y1 = LEVEL[LEVELS]; DY = NY > 1 ? (Y1 - Y0)/(NY - 1) : 0.1
eval span('m("retrieved_n")')
REPLICATES = LOW == HIGH ? sprintf("%.0f", LOW) : sprintf("%.0f to %.0f", LOW, HIGH)
eval keep('(column(cl)):(column(ci)):(m("retrieved_mean"))', 'largest(0)')
one(dummy) = largest(0) && at_level(1, ci)
eval keep('(column(cl)):(m("unstable_theory"))', 'one(0) && m("unstable_theory") == m("unstable_theory")')
eval keep('(column(cl)):(m("amari_basin_theory"))', 'one(0) && m("amari_basin_theory") < 1')
# Where the three lines are named: at a load, the theories' heights there.
near(x) = abs(column(cl) - x) <= 0.51*DX
eval span('one(0) && near(0.04) ? m("unstable_theory") : NaN')
STATIC_Y = 0.5*(LOW + HIGH)
eval span('one(0) && near(0.13) ? m("amari_basin_theory") : NaN')
NOISE_Y = 0.5*(LOW + HIGH)
BOUNDARY_Y = NaN
if (have("derived.tsv")) {
    eval table("derived.tsv")
    cl = col("load"); cn = col("neurons")
    if (cl) {
        eval keep('(column(cl)):(m("value")):(m("ci_low")):(m("ci_high"))', 'strcol(1) eq "boundary" && largest(0) && m("value") == m("value")')
        eval keep('(column(cl)):(m("value"))', 'strcol(1) eq "boundary" && cn && column(cn) == SMALLEST && m("value") == m("value")')
        eval span('strcol(1) eq "boundary" && largest(0) && abs(column(cl) - 0.07) < 0.51*DX ? m("value") : NaN')
        BOUNDARY_Y = LOW
    }
}
DRAWN = BLOCKS > 3
static(y) = (erf(y)/y - 2/sqrt(pi)*exp(-y**2))**2/2
CRITICAL = 1.5112         # y of capacity, where static(y) is largest

# ---- paper ------------------------------------------------------------------------------------------
TITLE = "A stored pattern attracts from afar only well below capacity"
SUBTITLE = "Share of cues that end above an overlap of 0.9".(SIZE == SIZE ? " in networks of ".whole(SIZE)." neurons" : "").\
    ". Means of ".REPLICATES." a cell; bars: 95".NB."% intervals"
TOP = head(0) + 42
LEFT = 62; RIGHT = W - 84
BOTTOM = TOP + (NARROW ? 300 : 400)
H = BOTTOM + 56
@OPEN
@SEQ
@BAR
eval panel(LEFT, TOP, RIGHT, BOTTOM)
@HEADLINES
unset grid
set border 0
set tics scale 0
set xrange [X0-DX/2:X1+DX/2]; set yrange [Y0-DY/2:Y1+DY/2]; set cbrange [0:1]
eval yname("initial overlap".v("m_0"), 16)
eval xname("load".v("α")."=".v("P")."/".v("N"))
set label 9004 "share recalled" at screen px(W-16),graph 1 right offset 0,0.95 tc rgb MUTE front
eval ticks("x", X0, X1, 6)
set ytics 0,0.2,1 format "%.1f"
set cbtics 0,0.25,1 format "%.2f"
LIGHT = "#fffffd"; DARK = "#1b1f23"
FINE = NX > 9 && NY > 9 && X0 < 0.03 && X1 > 0.15
if (FINE) {
    if (STATIC_Y == STATIC_Y) {
        set label 1 "unstable state of".(NARROW ? "\n" : " ")."replica theory" at X0,STATIC_Y+0.19 left tc rgb DARK front
    }
    if (NOISE_Y == NOISE_Y) {
        set label 2 "Gaussian noise,\n{/=11.5 Amari and Maginu 1988}" at X1+0.4*DX,0.16 right tc rgb LIGHT front
    }
    if (BOUNDARY_Y == BOUNDARY_Y) {
        set label 3 "half are recalled" at (NARROW ? X0 : 0.025),BOUNDARY_Y+(NARROW ? 0.1 : 0.06) left tc rgb DARK front
    }
}
few(k) = DRAWN ? k : 0
if (X0 < static(CRITICAL) && X1 > static(CRITICAL)) {
    set label 5 "".vi("α_c").NB."=".NB.sprintf("%.3f", static(CRITICAL)) at static(CRITICAL),erf(CRITICAL) offset -1.1,0.05 right tc rgb DARK front
    set label 6 "" at static(CRITICAL),erf(CRITICAL) point pt 6 ps 0.7 lw 1.4 lc rgb DARK front
}
set print $STATIC
do for [k=0:200] {
    y = CRITICAL*(1 - 0.005*k) + 1e-3
    if (static(y) >= X0 - DX/2 && y <= CRITICAL) { print sprintf("%.6f\t%.6f", static(y), erf(y)) }
}
unset print
plot $ROWS index 0 every ::1 using 1:2:3 with image @IMAGE title "share recalled", \
     $STATIC using 1:2 with lines lw 1.8 dt (7,4) lc rgb DARK title "unstable state, Amit, Gutfreund and Sompolinsky 1987", \
     $ROWS index 2 using 1:2 with lines lw 3.4 lc rgb "#901b1f23" title "", \
     $ROWS index 2 using 1:2 with lines lw 1.6 lc rgb LIGHT title "signal and noise, Amari and Maginu 1988", \
     $ROWS index few(3) using 1:(DRAWN ? $3 : NaN):(0):($4-$3) with vectors nohead lw 1.4 lc rgb DARK title "95 % interval", \
     $ROWS index few(3) using 1:(DRAWN ? $2 : NaN) with points pt 7 ps 0.55 lc rgb DARK title "half are recalled, measured"
unset multiplot
