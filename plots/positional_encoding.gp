# positional_encoding.gp - the matrix of sinusoidal position encodings, and products of its rows against
# their offset.
#
# Needs the array metrics encoding, dot_product, dot_product_theory and wavelength_theory.
load "style.gp"

# ---- data: block 0 the matrix, 1 products, 2 their theory ---------------------------------------------
eval table("summary_encoding.tsv")
eval span('m("position")')
P1 = HIGH
eval span('m("dim")')
D1 = HIGH
eval keep('(m("dim")):(m("position")):(m("encoding_mean"))', '1')
eval table("summary_dot_product.tsv")
eval keep('(m("offset")):(m("dot_product_mean"))', '1')
eval span('m("dot_product_mean")')
Z0 = LOW; Z1 = HIGH
PAIRS = int(0.5*(D1 + 1))
array WAVE[PAIRS]
eval table("summary_dot_product_theory.tsv")
eval keep('(m("offset")):(m("dot_product_theory"))', '1')
eval table("summary_wavelength_theory.tsv")
cw = col("wavelength_theory")
stats TABLE using (WAVE[int(m("pair")) + 1] = column(cw), 0) nooutput

# ---- paper ------------------------------------------------------------------------------------------
TITLE = "Every position gets its own chord of fast and slow waves"
SUBTITLE = sprintf("Absolute encoding (Vaswani et al. 2017) of %.0f positions in %.0f dimensions; even ones: sine, odd: cosine", P1 + 1, D1 + 1)
TOP = head(0) + 74
LEFT = 60
RIGHT = W - 84
A_BOTTOM = TOP + (NARROW ? 260 : 320)
B_TOP = A_BOTTOM + 96
B_BOTTOM = B_TOP + 150
H = B_BOTTOM + 56
@OPEN
# Through the colour of the page: blue below zero, orange above, opacity the size.
r(z) = z < 0 ? 27 : 201
g(z) = z < 0 ? 116 : 88
b(z) = z < 0 ? 184 : 10
a(z) = 255*abs(z)

# ---- scale ------------------------------------------------------------------------------------------
set print $SCALE
do for [i=0:40] { do for [j=0:1] { print sprintf("%g %g", 0.25 + 0.5*j, (i-20)/20.) }; print "" }
unset print
unset grid
set border 0
set tics scale 0
unset xtics; unset ytics
eval panel(W - 64, TOP, W - 50, A_BOTTOM)
set xrange [0:1]; set yrange [-1.025:1.025]
do for [k=1:5] { set label k word("−1 −0.5 0 +0.5 +1", k) at 1.5,(k-3)/2. left font SMALL tc rgb INK }
plot $SCALE using 1:2:(r($2)):(g($2)):(b($2)):(a($2)) with rgbalpha @IMAGE title "scale"

# ---- a: the matrix ----------------------------------------------------------------------------------
unset label
eval panel(LEFT, TOP, RIGHT, A_BOTTOM)
@HEADLINES
eval yname(letter("a")."position", 16)
set label 9003 offset 0,2.4
eval xname("dimension of a token")
set xrange [-0.5:D1+0.5]; set yrange [P1+0.5:-0.5]
set xtics 0,8 nomirror scale 0 offset 0,0.15 textcolor rgb INK
set ytics 0,10 nomirror scale 0 textcolor rgb INK
set format "%g"
set label 20 "wavelength in positions" at graph 0,graph 1 left offset 6,2.4 tc rgb MUTE
round_(x) = x < 10 ? sprintf("%.1f", x) : whole(x)
jump = NARROW ? 16 : 8
do for [i=0:int(D1):jump] {
    set label 30+i round_(WAVE[i/2+1]) at first i,graph 1 center offset 0,0.75 font SMALL tc rgb INK
}
plot $ROWS index 0 every ::1 using 1:2:(r($3)):(g($3)):(b($3)):(a($3)) with rgbalpha @IMAGE title "encoding"

# ---- b: products ------------------------------------------------------------------------------------
unset label
set border 3
set grid ytics lw 0.8 lt 1 lc rgb GRID
unset xtics; unset ytics
set xtics nomirror out scale 0.45,0.25 offset 0,0.15 textcolor rgb INK
set ytics nomirror out scale 0.45,0.25 textcolor rgb INK
eval panel(LEFT, B_TOP, RIGHT, B_BOTTOM)
eval yname(letter("b")."product of two encodings", 16)
eval xname("offset of their positions".v("k"))
set xrange [-0.5:P1+0.5]; set yrange [0:1.08*Z1]
eval ticks("x", 0, P1, (RIGHT - LEFT)/62)
eval ticks("y", 0, Z1, 5)
set label 1 "Σ_{/:Italic i}".NB."cos".NB.vi("kω_i").", the same at all positions" at graph 0.98,graph 0.86 right tc rgb INK
plot $ROWS index 2 using 1:2 with lines ls 20 title "theory", \
     $ROWS index 1 using 1:2 with points pt 7 ps 0.45 lc rgb S[1] title "mean over positions"
unset multiplot
