# auto.gp - a figure for any experiment: a metric against an axis, one line per value of another
# axis, theory beside it; or a heat map where both axes are dense. Array metrics are drawn against
# their own last dimension.
#
# figure.tsv may say x, y, series and theory (names of columns and metrics), title, algorithm, axes
# (names, separated by blanks), label_NAME and unit_NAME; all that is missing is chosen here.
load "style.gp"

# ---- what to draw -----------------------------------------------------------------------------------
# eval said("x"): the value of a key in TEXT, empty when it is not there.
said(key) = 'TEXT = ""; if (have("figure.tsv")) { eval table("figure.tsv"); '.\
    'stats TABLE using (strcol(1) eq "'.key.'" ? (TEXT = strcol(2)) : "", 0) nooutput }'
tail(s, end) = strlen(s) > strlen(end) && s[strlen(s)-strlen(end)+1:*] eq end
stem(s) = s[1:strlen(s)-5]                          # NAME_mean without its end
eval said("x");      X = TEXT
eval said("y");      Y = TEXT
eval said("series"); SERIES = TEXT
eval said("theory"); THEORY = TEXT
eval said("axes");   AXES = TEXT
eval said("title");  TITLE = TEXT
eval said("algorithm"); ALGORITHM = TEXT

# The first metric whose theory is there, else the first; an array when there is no axis for a scalar.
eval table("summary.tsv")
SCALARS = ""
do for [i=1:words(COLUMNS)] {
    if (tail(word(COLUMNS, i), "_mean")) { SCALARS = SCALARS." ".stem(word(COLUMNS, i)) }
}
if (AXES eq "") {
    do for [i=1:words(COLUMNS)] {
        if (tail(word(COLUMNS, i), "_mean")) { break }
        if (!tail(word(COLUMNS, i), "_theory")) { AXES = AXES." ".word(COLUMNS, i) }
    }
}
ARRAYS = ""
do for [i=1:words(FILES)] {
    f = word(FILES, i)
    if (f[1:8] eq "summary_" && !tail(f, "_theory.tsv")) { ARRAYS = ARRAYS." ".f[9:strlen(f)-4] }
}
if (Y eq "" && words(AXES) == 0 && words(ARRAYS) > 0) { Y = word(ARRAYS, 1) }
# A name may only stand in a command when it is made of letters, digits and _.
letters_(s) = strlen(s) == 0 || (strstrt("abcdefghijklmnopqrstuvwxyz0123456789_", s[1:1]) && letters_(s[2:*]))
# eval theory_of("Y"): the name of its theory in TEXT.
theory_of(name) = 'TEXT = ""; if (letters_('.name.')) { eval said("theory_".'.name.') }; if (TEXT eq "") { TEXT = '.name.'."_theory" }'
if (Y eq "") {
    do for [i=words(SCALARS):1:-1] {
        NAME = word(SCALARS, i)
        eval theory_of("NAME")
        eval table("summary.tsv")
        if (col(TEXT)) { Y = NAME }
    }
}
if (Y eq "") { Y = words(SCALARS) > 0 ? word(SCALARS, 1) : word(ARRAYS, 1) }
ARRAY = have("summary_".Y.".tsv") && !col(Y."_mean")
# The name of a file of ours, letters and digits only, so that it may stand in a command.
MAIN = ARRAY ? "summary_".Y.".tsv" : "summary.tsv"
eval table(MAIN)
# Columns before the metric: axes, then the dimensions of an array.
KEYS = ""
do for [i=1:words(COLUMNS)] {
    if (tail(word(COLUMNS, i), "_mean")) { break }
    if (!tail(word(COLUMNS, i), "_theory")) { KEYS = KEYS." ".word(COLUMNS, i) }
}
# Values of a column: all numbers, or words in their order.
NUMBERS = 1
values(c) = 'LIST_ = ""; NUMBERS = 1; stats TABLE using (t_ = strcol('.sprintf("%d", c).'), '.\
    'NUMBERS = NUMBERS && (t_ eq "nan" || column('.sprintf("%d", c).') == column('.sprintf("%d", c).')), '.\
    'LIST_ = t_ eq "nan" || t_ eq "" || strstrt(" ".LIST_." ", " ".t_." ") ? LIST_ : LIST_." ".t_, 0) nooutput'
# The abscissa is an array's last dimension, else the axis of numbers with most values (of equals the
# last), else the last axis; the series are the next of the axes with most values. Values are counted
# where all other axes are as in the first row, since a sweep need not be a product.
K_ = words(KEYS)
array COL_[K_+1]
array FIRST_[K_+1]
array COUNT_[K_+1]
array REAL_[K_+1]
do for [i=1:K_] {
    COL_[i] = col(word(KEYS, i))
    FIRST_[i] = ""
    c = COL_[i]
    stats TABLE every ::0::0 using (FIRST_[i] = strcol(c), 0) nooutput
}
FREE_A = FREE_B = 0
alike(dummy) = K_ == 0 || (sum [h_=1:K_] (h_ == FREE_A || h_ == FREE_B || strcol(COL_[h_]) eq FIRST_[h_])) == K_
count_values = 'stats TABLE using (t_ = alike(0) ? strcol(COL_[FREE_B]) : "", '.\
        'LIST_ = t_ eq "nan" || t_ eq "" || strstrt(" ".LIST_." ", " ".t_." ") ? LIST_ : LIST_." ".t_, 0) nooutput'
do for [i=1:K_] {
    FREE_B = i; LIST_ = ""
    @count_values
    COUNT_[i] = words(LIST_)
    eval values(COL_[i])
    REAL_[i] = NUMBERS
}
if (X eq "" && ARRAY) { X = word(KEYS, K_) }
if (X eq "") {
    most = -1
    do for [i=1:K_] {
        weight = COUNT_[i] < 2 ? COUNT_[i] : REAL_[i] ? 1000 + COUNT_[i] : 2
        if (weight >= most) { most = weight; X = word(KEYS, i) }
    }
}
do for [i=1:K_] { FREE_A = word(KEYS, i) eq X ? i : FREE_A }
if (SERIES eq "") {
    most = 1
    do for [i=1:K_] {
        FREE_B = i; LIST_ = ""
        @count_values
        n = words(LIST_)
        if (word(KEYS, i) ne X && n > 1 && n >= most) { most = n; SERIES = word(KEYS, i) }
    }
}
cx = col(X); cs = SERIES eq X ? 0 : col(SERIES)
cy = col(Y."_mean") ? col(Y."_mean") : col(Y)
cl = col(Y."_ci_low"); ch = col(Y."_ci_high"); cn = col(Y."_n")
if (THEORY eq "") {
    eval theory_of("Y")
    THEORY = TEXT
    eval table(MAIN)
}
ct = col(THEORY)

# All further axes stay at their first value; the subtitle says which.
FIXED = ""
array HELD[words(COLUMNS)+1]
REST = ""
do for [i=1:words(KEYS)] {
    c = col(word(KEYS, i))
    if (c != cx && c != cs) {
        first = ""
        stats TABLE using (first eq "" ? (first = strcol(c)) : "", 0) nooutput
        REST = REST.sprintf(" %d", c)
        HELD[c] = first
        FIXED = FIXED.(FIXED eq "" ? "" : ", ").word(KEYS, i)." = ".first
    }
}
held(dummy) = words(REST) == 0 || (sum [h_=1:words(REST)] (strcol(int(word(REST, h_))) eq HELD[int(word(REST, h_))])) == words(REST)

# eval in_order: the words of LIST_ in RANKED, numbers ascending. Axes mostly ascend or descend, and may
# have thousands of values.
in_order = 'n_ = words(LIST_); up_ = down_ = 1; array NAME_[n_+1]; '.\
    'do for [i_=1:n_] { NAME_[i_] = word(LIST_, i_); if (i_ > 1 && NUMBERS) { '.\
        'up_ = up_ && real(NAME_[i_-1]) < real(NAME_[i_]); down_ = down_ && real(NAME_[i_-1]) > real(NAME_[i_]) } }; '.\
    'if (NUMBERS && !up_ && !down_) { do for [i_=2:n_] { k_ = NAME_[i_]; j_ = i_; '.\
        'while (j_ > 1 && real(NAME_[j_-1]) > real(k_)) { NAME_[j_] = NAME_[j_-1]; j_ = j_ - 1 }; NAME_[j_] = k_ } }; '.\
    'RANKED = ""; do for [i_=1:n_] { RANKED = RANKED." ".NAME_[NUMBERS && !up_ && down_ ? n_ + 1 - i_ : i_] }'
N = 1; SNAMES = ""; SNUMBERS = 1
if (cs) {
    eval values(cs)
    eval in_order
    SNAMES = RANKED
    N = words(SNAMES); SNUMBERS = NUMBERS
}
XNAMES = ""; XNUMBERS = 1
if (cx) {
    eval values(cx)
    eval in_order
    XNAMES = RANKED
    XNUMBERS = NUMBERS
}
K = cx ? words(XNAMES) : 1
place(name) = sum [q_=1:K] (word(XNAMES, q_) eq name ? q_ : 0)
xvalue(dummy) = !cx ? 1 : XNUMBERS ? column(cx) : place(strcol(cx))
own(i) = (cs == 0 || strcol(cs) eq word(SNAMES, i)) && held(0)

# ---- data -------------------------------------------------------------------------------------------
y(dummy) = column(cy)
eval span('held(0) ? xvalue(0) : NaN')
X0 = LOW; X1 = HIGH
eval span('held(0) ? y(0) : NaN')
Y0 = LOW; Y1 = HIGH
if (Y0 != Y0) { Y0 = 0; Y1 = 1 }
if (X0 != X0) { X0 = 0; X1 = 1 }
# Rounding is no spread.
if (Y1 - Y0 < 1e-7*max_(abs(Y0), abs(Y1))) { Y1 = Y0 }
BARS = cl > 0 && ch > 0
if (BARS) {
    eval span('held(0) ? column(ch) - column(cl) : NaN')
    BARS = HIGH > 0
}
# Intervals are in the picture as far as they do not make the means small.
ROOM = Y1 > Y0 ? 0.5*(Y1 - Y0) : HIGH == HIGH ? HIGH : 0
if (BARS && !(Y0 > 0 && Y1/Y0 >= 1000)) {
    eval span('held(0) && column(cl) >= Y0 - ROOM ? column(cl) : NaN')
    Y0 = lower(Y0, LOW == LOW ? LOW : Y0)
    eval span('held(0) && column(ch) <= Y1 + ROOM ? column(ch) : NaN')
    Y1 = upper(Y1, HIGH == HIGH ? HIGH : Y1)
}
eval span('held(0) && cn && column(cn) > 0 ? column(cn) : NaN')
COUNT = LOW != LOW || HIGH < 2 ? "" : LOW == HIGH ? sprintf("%.0f", LOW) : sprintf("%.0f to %.0f", LOW, HIGH)
HEAT = cx && cs && SNUMBERS && XNUMBERS && N >= 8 && K >= 8 && !ct
XLOG = !HEAT && XNUMBERS && X0 > 0 && X1/X0 >= 50
YLOG = Y0 > 0 && Y1/Y0 >= 1000
do for [i=1:(HEAT ? 0 : N)] {
    eval keep('(xvalue(0)):(y(0)):(BARS ? column(cl) : y(0)):(BARS ? column(ch) : y(0))', 'own(i)')
}
# Theory from the dense grid where that has the same axes, else at the points, else of its own file.
FROM = ct ? MAIN : ""
if (XNUMBERS && !ARRAY && have("theory.tsv")) {
    eval table("theory.tsv")
    if (col(THEORY) && col(X) && (!cs || col(SERIES))) { FROM = "theory.tsv" }
}
if (ARRAY && have("summary_".THEORY.".tsv")) { FROM = "summary_".THEORY.".tsv" }
if (FROM ne "" && !HEAT) {
    eval table(FROM)
    ct = col(THEORY) ? col(THEORY) : col(THEORY."_mean")
    cx = col(X); cs = cs ? col(SERIES) : 0
    # The axes held fixed have other numbers of columns here.
    REST = ""
    do for [i=1:words(KEYS)] {
        c = col(word(KEYS, i))
        if (c && c != cx && c != cs) {
            first = ""
            stats TABLE using (first eq "" ? (first = strcol(c)) : "", 0) nooutput
            REST = REST.sprintf(" %d", c)
            HELD[c] = first
        }
    }
    if (ct == 0) { FROM = "" }
}
DRAW_THEORY = FROM ne "" && !HEAT
ONE = 0
if (DRAW_THEORY) {
    do for [i=1:N] { eval keep('(xvalue(0)):(column(ct))', 'own(i)') }
    eval span('held(0) ? column(ct) : NaN')
    # Theory that is (nearly) the same for every series is one line.
    SPREAD = LOW == LOW ? HIGH - LOW : 0
    ONE = N > 1
    do for [i=1:N] {
        n_ = s_ = 0
        stats TABLE using (own(i) && column(ct) == column(ct) ? (n_ = n_ + 1, s_ = s_ + column(ct)) : 0, 0) nooutput
        mean = n_ ? s_/n_ : 0
        first = i == 1 ? mean : first
        ONE = ONE && n_ > 0 && abs(mean - first) <= 0.03*SPREAD
    }
    if (!YLOG) { Y0 = lower(Y0, LOW == LOW ? LOW : Y0); Y1 = upper(Y1, HIGH == HIGH ? HIGH : Y1) }
    # Theory that says nothing of these points is none.
    DRAW_THEORY = LOW == LOW
}

# ---- words ------------------------------------------------------------------------------------------
plain_(s) = strstrt(s, "_") ? s[1:strstrt(s, "_")-1]." ".plain_(s[strstrt(s, "_")+1:*]) : s
LABEL = ""
label(name) = 'eval said("label_".'.name.'); LABEL = TEXT eq "" ? plain_('.name.') : TEXT; '.\
    'eval said("unit_".'.name.'); LABEL = LABEL.(TEXT eq "" || TEXT eq "1" || strstrt(LABEL, TEXT) ? "" : ", ".TEXT)'
XLABEL = YLABEL = SLABEL = ""
if (letters_(X)) { eval label("X"); XLABEL = LABEL }
if (letters_(Y)) { eval label("Y"); YLABEL = LABEL }
if (cs && letters_(SERIES)) { SLABEL = plain_(SERIES) }
if (TITLE eq "") { TITLE = YLABEL.(X eq "" ? "" : " against ".XLABEL) }
SUBTITLE = ALGORITHM.(FIXED eq "" ? "" : (ALGORITHM eq "" ? "" : ", ").plain_(FIXED))
SUBTITLE = SUBTITLE.(SUBTITLE eq "" ? "" : ". ").(COUNT eq "" ? "Single values" : (HEAT ? "Means of " : "Points: means of ").COUNT)\
    .(BARS && !HEAT ? ", bars: 95".NB."% intervals" : "").(DRAW_THEORY ? ", lines: theory" : "")

# ---- paper ------------------------------------------------------------------------------------------
WIDEST = 0
do for [i=1:N] { WIDEST = cs ? max_(WIDEST, strlen(word(SNAMES, i))) : 0 }
YLABEL = wrap(YLABEL, floor((W - 32)/6.3))
TOP = head(0) + 40 + 18.75*(lines_(YLABEL) - 1)
LEFT = 70
RIGHT = W - (HEAT ? 76 : N > 1 ? 28 + 7.4*max_(WIDEST, 0.9*strlen(SLABEL)) : 24)
RIGHT = max_(RIGHT, 0.6*W)
BOTTOM = TOP + (NARROW ? 260 : 320)
H = BOTTOM + 56
@OPEN
eval panel(LEFT, TOP, RIGHT, BOTTOM)
@HEADLINES
set label 9003 YLABEL at screen px(16),graph 1 left offset 0,0.95+1.05*(lines_(YLABEL)-1) tc rgb MUTE noenhanced front
set xlabel XLABEL tc rgb MUTE offset 0,0.6 noenhanced

# ---- heat map ---------------------------------------------------------------------------------------
if (HEAT) {
    # Cells by rank, so that uneven steps stay readable; ticks bear the values.
    eval table(MAIN)
    cx = col(X); cs = col(SERIES)
    array CELL[N*K]
    rank(name) = sum [q_=1:N] (word(SNAMES, q_) eq name ? q_ : 0)
    do for [i=1:N*K] { CELL[i] = NaN }
    stats TABLE using (held(0) && y(0) == y(0) ? (CELL[(rank(strcol(cs))-1)*K + place(strcol(cx))] = y(0)) : 0, 0) nooutput
    unset datafile columnheaders
    set print $MAP
    do for [j=1:N] {
        line = ""
        do for [i=1:K] { line = line.sprintf("%.9g\t", CELL[(j-1)*K + i]) }
        print line
    }
    unset print
    set datafile separator tab
    SIGNED = Y0 < 0 && Y1 > 0 && -Y0 > 0.2*Y1 && Y1 > -0.2*Y0
    if (SIGNED) { @DIV; Y1 = max_(-Y0, Y1); Y0 = -Y1 } else { @SEQ }
    set cbrange [Y0:Y1]
    if (YLOG) { set logscale cb }
    @BAR
    unset grid
    set border 0
    set tics scale 0
    set xrange [-0.5:K-0.5]; set yrange [-0.5:N-0.5]
    if (ARRAY) { set yrange [N-0.5:-0.5] } # a matrix has its first row on top
    set label 9003 SLABEL
    set label 9004 YLABEL at screen px(W-10),graph 1 right offset 0,0.95 tc rgb MUTE noenhanced front
    unset xtics; unset ytics
    set xtics scale 0 offset 0,0.15 textcolor rgb INK
    set ytics scale 0 textcolor rgb INK
    jump = ceil(K*44./(RIGHT - LEFT))
    set xtics (word(XNAMES, 1) 0)
    do for [i=1:K:jump] { set xtics add (word(XNAMES, i) i-1) }
    jump = ceil(N*24./(BOTTOM - TOP))
    set ytics (word(SNAMES, 1) 0)
    do for [i=1:N:jump] { set ytics add (word(SNAMES, i) i-1) }
    plot $MAP matrix with image @IMAGE title "mean"
}

# ---- lines ------------------------------------------------------------------------------------------
if (!HEAT) {
    colour(i) = SNUMBERS ? tint(i, N) : N <= 4 ? S[i] : tint(i, N)
    mark(i) = SNUMBERS || N > 4 ? shape(i, N) : 7
    if (XLOG) {
        set logscale x
        X0 = X0/1.12; X1 = X1*1.12
        set format x (X1/X0 > 2e3 || X1 > 2e5 ? "10^{%T}" : "%g")
    } else {
        pad = X1 > X0 ? 0.04*(X1 - X0) : 0.5
        if (XNUMBERS) { eval ticks("x", X0, max_(X1, X0 + pad), (RIGHT - LEFT)/62) }
        X0 = X0 - pad; X1 = X1 + pad
    }
    if (!XNUMBERS || !cx) {
        X0 = 0.5; X1 = K + 0.5
        unset xtics
        set xtics ("" 1) nomirror scale 0 offset 0,0.15 textcolor rgb INK
        do for [i=1:K] { set xtics add ((cx ? word(XNAMES, i) : "") i) }
    }
    if (YLOG) {
        set logscale y
        Y0 = 10**floor(log10(Y0)); Y1 = 10**ceil(log10(Y1))
        set ytics 10**ceil(log10(Y1/Y0)/6.) format "10^{%T}"
    } else {
        if (Y1 - Y0 < 1e-7*max_(abs(Y0), abs(Y1))) { Y1 = Y0 }
        pad = Y1 > Y0 ? 0.06*(Y1 - Y0) : Y0 == 0 ? 1 : 0.1*abs(Y0)
        # A scale that nearly begins at zero does.
        Y0 = Y0 >= 0 && Y0 < 0.35*Y1 ? -0.4*pad : Y0 - pad
        Y1 = Y1 + pad
        far = max_(abs(Y0), abs(Y1))
        if (far < 1e-3 || far >= 1e6) { set ytics format "%.1te%T" } else { eval ticks("y", Y0, Y1, 6) }
    }
    set xrange [X0:X1]; set yrange [Y0:Y1]
    clamp(v) = YLOG && v < Y0 ? Y0 : v
    # Labels where the lines end, in fractions of the height; with many, every few.
    every_ = ceil(N*17./(BOTTOM - TOP))
    ENDS = ceil(1.*N/every_)
    array END_Y[ENDS]
    do for [i=1:ENDS] {
        last = NaN
        TABLE = "$ROWS"
        unset datafile columnheaders
        set datafile separator whitespace
        if (XLOG) { unset logscale x } # or stats would see logarithms
        eval 'ax = NaN; stats $ROWS index (i-1)*every_ using ($1 == $1 && $2 == $2 && !($1 < ax) ? (ax = $1, last = $2) : 0, 0) nooutput'
        END_Y[i] = last != last ? 0.5 : YLOG ? log10(last/Y0)/log10(Y1/Y0) : (last - Y0)/(Y1 - Y0)
    }
    if (XLOG) { set logscale x }
    END_GAP = 15.5/(BOTTOM - TOP); END_LOW = 0; END_HIGH = 0.93 # room for the name of the axis above them
    if (N > 1) {
        do for [i=1:ENDS] {
            set label 100+i word(SNAMES, (i-1)*every_ + 1) at graph 1,graph end_label(i) offset 0.6,0 left tc rgb colour((i-1)*every_ + 1) noenhanced
        }
        set label 100 SLABEL at graph 1,graph end_label(int(sum [k_=1:ENDS] (rank_(k_) == ENDS ? k_ : 0))) offset 0.6,1.15 left font SMALL tc rgb MUTE noenhanced
    }
    FIRST = DRAW_THEORY && ONE ? N : 1
    ink(i) = N == 1 || (DRAW_THEORY && ONE) ? INK : colour(i)
    plot for [i=1:N] $ROWS index i-1 using 1:(XNUMBERS && cx ? $2 : NaN) with lines lw 1 lc rgb faint(colour(i)) title "guide", \
         for [i=FIRST:(DRAW_THEORY ? N : 0)] $ROWS index N+i-1 using 1:(XNUMBERS ? $2 : NaN) with lines lw 1.5 lc rgb ink(i) title "theory", \
         for [i=FIRST:(DRAW_THEORY && !XNUMBERS ? N : 0)] $ROWS index N+i-1 using ($1-0.25):2:(0.5):(0) with vectors nohead lw 1.5 lc rgb ink(i) title "theory", \
         for [i=1:N] $ROWS index i-1 using 1:(BARS ? clamp($3) : NaN):(0):($4-clamp($3)) with vectors nohead lw 1.2 lc rgb colour(i) title "95 % interval", \
         for [i=1:N] $ROWS index i-1 using 1:2 with points pt mark(i) ps (mark(i) == 7 ? 0.5 : 0.62) lc rgb colour(i) title "mean"
}
unset multiplot
