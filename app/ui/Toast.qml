import QtQuick
import app.ui

// A sentence and its remedy, above everything, for as long as Python says.
Rectangle {
    id: toast
    required property string sentence
    required property bool grave
    required property bool speaking
    signal dismissed()
    width: Math.min(parent.width - 2 * Theme.lg, Math.max(260, Math.min(580, words.implicitWidth + 110)))
    height: words.height + 30
    radius: Theme.round
    color: "#f4241d30"
    border.width: 1
    border.color: grave ? Theme.rose : Theme.line
    opacity: speaking ? 1 : 0
    visible: opacity > 0
    Accessible.role: Accessible.AlertMessage
    Accessible.name: sentence
    Behavior on opacity { NumberAnimation { duration: Theme.calm } }
    Icon {
        anchors { left: parent.left; leftMargin: 18; verticalCenter: parent.verticalCenter }
        name: toast.grave ? "alert" : "spark"
        color: toast.grave ? Theme.rose : Theme.gold
    }
    Text {
        id: words
        anchors { left: parent.left; leftMargin: 54; verticalCenter: parent.verticalCenter }
        width: toast.width - 108
        text: toast.sentence
        textFormat: Text.PlainText
        wrapMode: Text.Wrap
        color: Theme.cream
        font.family: Theme.text
        font.pixelSize: Theme.small + 1
        font.weight: Font.DemiBold
        lineHeight: 1.15
    }
    IconButton {
        anchors { right: parent.right; rightMargin: 8; verticalCenter: parent.verticalCenter }
        symbol: "close"
        text: ""
        size: 34
        focusPolicy: Qt.NoFocus
        Accessible.name: "Dismiss"
        onClicked: toast.dismissed()
    }
}
