# hopfield_temperature.gp - overlap that is left over temperature and load, with the lines along which
# retrieval states melt and below which they are the lowest.
#
# Needs the axes temperature and load and the metrics overlap, melting_load_theory and
# global_load_theory.
load "style.gp"

eval table("summary.tsv")
cl = col("load"); ct = col("temperature")
eval levels("load"); NX = LEVELS; X0 = LEVEL[1]; X1 = LEVEL[LEVELS]; DX = NX > 1 ? (X1 - X0)/(NX - 1) : 0.01
eval levels("temperature"); NY = LEVELS; Y0 = LEVEL[1]; Y1 = LEVEL[LEVELS]; DY = NY > 1 ? (Y1 - Y0)/(NY - 1) : 0.1
first = X0
eval span('m("overlap_n")')
REPLICATES = LOW == HIGH ? sprintf("%.0f", LOW) : sprintf("%.0f to %.0f", LOW, HIGH)
eval keep('(column(cl)):(column(ct)):(max_(0, m("overlap_mean")))', '1')
eval keep('(m("melting_load_theory")):(column(ct))', 'column(cl) == first && m("melting_load_theory") > 0')
eval keep('(m("global_load_theory")):(column(ct))', 'column(cl) == first && m("global_load_theory") > 0')

TITLE = "Noise melts memories along the line that replica theory draws"
SUBTITLE = "Overlap with the pattern a heat-bath run starts on, second half of the run. Means of ".REPLICATES." networks a cell"
TOP = head(0) + 42
LEFT = 62; RIGHT = W - 84
BOTTOM = TOP + (NARROW ? 300 : 380)
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
eval yname("temperature".v("T"), 16)
eval xname("load".v("α")."=".v("P")."/".v("N"))
set label 9004 "overlap".v("m") at screen px(W-16),graph 1 right offset 0,0.95 tc rgb MUTE front
eval ticks("x", X0, X1, 6)
set ytics 0,0.2,2 format "%.1f"
set cbtics 0,0.25,1 format "%.2f"
LIGHT = "#fffffd"; DARK = "#1b1f23"
if (X0 < 0.03 && X1 > 0.14 && Y1 > 0.9) {
    set label 1 "{/:Bold retrieval}" at 0.083,0.2 center tc rgb DARK front
    set label 4 "{/:Bold lowest}" at 0.024,0.2 center tc rgb DARK front
    set label 5 vi("T_c")."(".vi("α").")" at 0.051,0.135 right tc rgb DARK front
    set label 2 "{/:Bold melted}" at 0.125,0.75 center tc rgb LIGHT front
    set label 3 vi("T_M")."(".vi("α")."), replica-symmetric" at 0.05,0.56 left offset 0.8,0.6 tc rgb LIGHT front
}
plot $ROWS index 0 every ::1 using 1:2:3 with image @IMAGE title "overlap", \
     $ROWS index 2 using 1:2 with lines lw 1.6 lc rgb DARK title "patterns are the lowest states", \
     $ROWS index 1 using 1:2 with lines lw 4 lc rgb "#a01b1f23" title "", \
     $ROWS index 1 using 1:2 with lines lw 2 lc rgb LIGHT title "line of melting, Amit, Gutfreund and Sompolinsky 1987"
unset multiplot
