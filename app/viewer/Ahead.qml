pragma ComponentBehavior: Bound
import QtQuick
import app.ui

// What is being made ahead: for each way on, how much film is ready, and what is on the bench now.
Rectangle {
    id: ahead
    required property var player
    width: 312
    height: column.height + 28
    radius: Theme.round
    color: "#d90c0a13"
    border.color: Theme.line
    Column {
        id: column
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: 14; leftMargin: 18; rightMargin: 18 }
        spacing: 9
        Label { text: "Made ahead of you"; color: Theme.gold; font.pixelSize: 12 }
        Repeater {
            model: ahead.player.ahead
            Column {
                id: row
                required property var modelData
                width: column.width
                spacing: 4
                Item {
                    width: parent.width
                    height: 19
                    Text {
                        width: parent.width - ready.width - 12
                        text: row.modelData.label
                        elide: Text.ElideRight
                        color: Theme.cream
                        font.family: Theme.text
                        font.pixelSize: 14
                        font.weight: Font.DemiBold
                    }
                    Text {
                        id: ready
                        anchors.right: parent.right
                        text: row.modelData.ready
                        color: row.modelData.full ? Theme.sea : Theme.muted
                        font.family: Theme.text
                        font.pixelSize: 13
                        font.weight: Font.DemiBold
                    }
                }
                Progress { width: parent.width; implicitHeight: 3; value: row.modelData.share; tint: row.modelData.full ? Theme.sea : Theme.gold }
            }
        }
        Text {
            width: parent.width
            text: ahead.player.bench
            color: Theme.muted
            font.family: Theme.text
            font.pixelSize: 13
            wrapMode: Text.WordWrap
        }
    }
}
