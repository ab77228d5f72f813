pragma Singleton
import QtQuick

// Lamplight on a night-blue page: the colours, spaces and letters that every screen is set in.
QtObject {
    readonly property color ink: "#0c0a13"
    readonly property color night: "#14111d"
    readonly property color panel: "#1c1827"
    readonly property color raised: "#282236"
    readonly property color lifted: "#352d45"
    readonly property color line: "#24ffffff"
    readonly property color strongLine: "#48ffffff"

    readonly property color cream: "#f6ecdc"
    readonly property color muted: "#bfb2b6"
    readonly property color faint: "#948993"
    readonly property color gold: "#f2bd72"
    readonly property color bright: "#ffd99b"
    readonly property color ember: "#e58e4b"
    readonly property color coal: "#2a1810"
    readonly property color rose: "#f08f7f"
    readonly property color sea: "#7cc3bb"

    readonly property string display: "Cormorant Garamond"
    readonly property string text: "Nunito"

    readonly property int hero: 84
    readonly property int title: 52
    readonly property int heading: 31
    readonly property int lead: 20
    readonly property int body: 17
    readonly property int small: 15
    readonly property int label: 13

    readonly property int xs: 6
    readonly property int sm: 10
    readonly property int md: 16
    readonly property int lg: 24
    readonly property int xl: 36
    readonly property int xxl: 56

    readonly property int radius: 10
    readonly property int round: 14

    property int quick: 120
    property int calm: 260
    property int slow: 520
}
