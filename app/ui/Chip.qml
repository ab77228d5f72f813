import QtQuick
import QtQuick.Templates as T
import app.ui

// A word to pick or put away.
T.Button {
    id: chip
    implicitWidth: word.implicitWidth + 34
    implicitHeight: 38
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()
    HoverHandler { cursorShape: Qt.PointingHandCursor }
    contentItem: Item {
        Text {
            id: word
            anchors.centerIn: parent
            text: chip.text
            color: chip.checked ? Theme.bright : chip.hovered ? Theme.cream : Theme.muted
            font.family: Theme.text
            font.pixelSize: Theme.small + 1
            font.weight: chip.checked ? Font.Bold : Font.DemiBold
        }
    }
    background: Rectangle {
        radius: height / 2
        color: chip.checked ? "#33f2bd72" : chip.down ? Theme.lifted : chip.hovered ? Theme.raised : Theme.panel
        border.width: 1
        border.color: chip.checked ? Theme.gold : Theme.line
        Behavior on color { ColorAnimation { duration: Theme.quick } }
        FocusRing { shown: chip.visualFocus; radius: height / 2 }
    }
}
