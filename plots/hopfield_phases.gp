# hopfield_phases.gp - the lines between spin glass, metastable and lowest retrieval states over load
# and temperature, and beside it the corner in which replica symmetry breaks.
#
# Needs the axis temperature and the metrics melting_load, symmetric_load, global_load and glass_load.
load "style.gp"

# ---- data: block 0 T_M, 1 T_R, 2 T_c, 3 T_g ----------------------------------------------------------
eval table("summary.tsv")
ct = col("temperature")
eval keep('(m("melting_load_mean")):(column(ct))', 'm("melting_load_mean") > 0 || column(ct) == 1')
eval keep('(m("symmetric_load_mean")):(column(ct))', 'm("symmetric_load_mean") < m("melting_load_mean")')
eval keep('(m("global_load_mean")):(column(ct))', 'm("global_load_mean") > 0 || column(ct) == 1')
eval keep('(m("glass_load_mean")):(column(ct))', 'column(ct) >= 1')
eval span('column(ct) <= 0 ? m("melting_load_mean") : NaN')
ZERO = LOW

# ---- paper --------------------------------------------------------------------------------------------
# the capacity that one step of symmetry breaking gives at temperature 0
STEFFAN = 0.138186

TITLE = "Memories as states, as the lowest states, and where their theory breaks"
SUBTITLE = "Replica-symmetric lines of the infinite Hebbian network, Amit, Gutfreund and Sompolinsky 1987"
TOP = head(0) + 40
LEFT = 62; RIGHT = W - 24; GAPX = 62
ONE = NARROW ? RIGHT - LEFT : 0.54*(RIGHT - LEFT - GAPX)
TWO = NARROW ? RIGHT - LEFT : 0.46*(RIGHT - LEFT - GAPX)
TALL = 310
B_TOP = NARROW ? TOP + TALL + 92 : TOP
H = B_TOP + TALL + 56
X1 = 0.16; Y1 = 1.45
# the corner
U0 = 0.1362; U1 = 0.13846; V1 = 0.06
@OPEN
unset grid

# ---- a: all lines ---------------------------------------------------------------------------------------
eval panel(LEFT, TOP, LEFT + ONE, TOP + TALL)
@HEADLINES
eval yname(letter("a")."temperature".v("T"), 16)
eval xname("load".v("α")."=".v("P")."/".v("N"))
set xrange [0:X1]; set yrange [0:Y1]
eval ticks("x", 0, X1, 5)
set ytics 0,0.25,2 format "%.2f"
set label 11 "paramagnet" at 0.05,1.36 center tc rgb MUTE front
set label 12 "spin glass" at 0.105,0.85 center tc rgb MUTE front
set label 13 "patterns are\nmetastable" at 0.076,0.25 center tc rgb INK front
set label 14 "lowest\nstates" at 0.0225,0.3 center tc rgb INK front
set label 21 vi("T_g") at 0.105,1.375 right offset 0,0.2 tc rgb S[3] front
set label 22 vi("T_M") at 0.083,0.44 left offset 0.2,0 tc rgb S[1] front
set label 23 vi("T_c") at 0.0285,0.545 left tc rgb S[2] front
set object 1 rectangle from U0-0.002,0 to U1+0.001,V1 fs empty border rgb AXIS lw 1
set label 24 letter("b") at U1+0.002,V1 left offset 0.2,0.3 tc rgb MUTE front
plot $ROWS index 0 every ::1 using 1:2 with filledcurves x1=0 lc rgb ZONE title "", \
     $ROWS index 2 every ::1 using 1:2 with filledcurves x1=0 lc rgb GRID title "", \
     $ROWS index 3 using 1:2 with lines lw 1.8 lc rgb S[3] title "spin glass melts", \
     $ROWS index 0 using 1:2 with lines lw 1.8 lc rgb S[1] title "patterns melt", \
     $ROWS index 2 using 1:2 with lines lw 1.8 lc rgb S[2] title "patterns become the lowest states", \
     $ROWS index 1 using 1:2 with lines lw 1.8 lc rgb S[4] title "replica symmetry breaks"

# ---- b: the corner ----------------------------------------------------------------------------------------
unset label; unset object
x0 = NARROW ? LEFT : LEFT + ONE + GAPX
eval panel(x0, B_TOP, x0 + TWO, B_TOP + TALL)
eval yname(letter("b")."the corner at capacity", NARROW ? 16 : x0 - 46)
eval xname("load".v("α"))
set xrange [U0:U1]; set yrange [0:V1]
set xtics 0.1365,0.001,0.1385 format "%.4f"
set ytics 0,0.01,0.1 format "%.2f"
set label 31 "retrieval" at U0+0.42*(U1-U0),0.042 center tc rgb INK front
set label 32 "symmetry\nbroken" at U0+0.5*(U1-U0),0.012 center tc rgb INK front
set label 33 vi("T_R") at 0.1371,0.0185 right offset -0.4,0.5 tc rgb S[4] front
set label 34 vi("T_M") at 0.13765,0.0555 left offset 0.6,0 tc rgb S[1] front
set label 35 sprintf("%.6f", ZERO) at ZERO,0.0015 right offset -0.3,0.15 font SMALL tc rgb S[1] front
set label 36 "0.138186, Steffan and Kühn 1994" at STEFFAN,0.0415 center rotate by 90 offset 1,0 font SMALL tc rgb MUTE front
set arrow 1 from STEFFAN,0 to STEFFAN,V1 nohead lw 1.1 dt (6,4) lc rgb MUTE front
plot $ROWS index 0 every ::1 using 1:2 with filledcurves x1=0 lc rgb ZONE title "", \
     $ROWS index 1 using 1:2 with lines lw 1.8 lc rgb S[4] title "replica symmetry breaks", \
     $ROWS index 0 using 1:2 with lines lw 1.8 lc rgb S[1] title "patterns melt"
unset multiplot
