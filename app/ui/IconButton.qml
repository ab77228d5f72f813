import QtQuick
import QtQuick.Templates as T
import app.ui

// A round button with a sign; `text` is what it is called, for screen readers and the tip.
T.Button {
    id: button
    required property string symbol
    property bool lit: false
    property int size: 42
    property bool tipAbove: true
    implicitWidth: size
    implicitHeight: size
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    opacity: enabled ? 1 : 0.35
    Accessible.name: text
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()
    HoverHandler { cursorShape: Qt.PointingHandCursor }
    contentItem: Item {
        Icon {
            anchors.centerIn: parent
            name: button.symbol
            size: Math.round(button.size * 0.54)
            color: button.lit ? Theme.bright : button.hovered ? Theme.cream : Theme.muted
        }
    }
    background: Rectangle {
        radius: height / 2
        color: button.down ? "#40ffffff" : button.hovered ? "#26ffffff" : "transparent"
        Behavior on color { ColorAnimation { duration: Theme.quick } }
        FocusRing { shown: button.visualFocus; gap: 1; radius: height / 2 }
        Rectangle {
            visible: button.hovered && button.text !== ""
            anchors.horizontalCenter: parent.horizontalCenter
            y: button.tipAbove ? -height - 8 : parent.height + 8
            width: tip.implicitWidth + 20
            height: 28
            radius: 8
            color: Theme.ink
            border.color: Theme.line
            Text {
                id: tip
                anchors.centerIn: parent
                text: button.text
                color: Theme.cream
                font.family: Theme.text
                font.pixelSize: Theme.label
                font.weight: Font.DemiBold
            }
        }
    }
}
