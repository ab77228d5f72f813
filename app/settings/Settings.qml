import QtQuick
import app.ui

// The drawer on the right: how choices wait, what is heard and read, and what is kept on this machine.
FocusScope {
    id: page
    required property var settings
    required property bool open
    signal closed()
    visible: panel.x < width
    enabled: open
    Keys.onEscapePressed: closed()

    Rectangle {
        anchors.fill: parent
        color: "#0c0a13"
        opacity: page.open ? 0.62 : 0
        Behavior on opacity { NumberAnimation { duration: Theme.calm } }
        MouseArea { anchors.fill: parent; onClicked: page.closed(); hoverEnabled: true }
    }
    Rectangle {
        id: panel
        width: Math.min(480, page.width - 40)
        height: page.height
        x: page.open ? page.width - width : page.width + 1
        color: Theme.night
        Behavior on x { NumberAnimation { duration: Theme.calm; easing.type: Easing.OutCubic } }
        Rectangle { width: 1; height: parent.height; color: Theme.line }
        MouseArea { anchors.fill: parent }
        Item {
            id: top
            anchors { left: parent.left; right: parent.right; top: parent.top; margins: 34; topMargin: 26; rightMargin: 22 }
            height: 50
            Text {
                anchors.verticalCenter: parent.verticalCenter
                text: "Settings"
                color: Theme.cream
                font.family: Theme.display
                font.pixelSize: 40
                font.weight: Font.DemiBold
            }
            IconButton {
                objectName: "close_settings"
                anchors { right: parent.right; verticalCenter: parent.verticalCenter }
                symbol: "close"
                text: "Close (Esc)"
                tipAbove: false
                size: 44
                onClicked: page.closed()
            }
        }
        Scroller {
            anchors { left: parent.left; right: parent.right; top: top.bottom; bottom: parent.bottom; topMargin: 14; rightMargin: 8; bottomMargin: 8 }
            contentHeight: column.height + 40
            Column {
                id: column
                x: 34
                y: 8
                width: parent.width - 68
                spacing: 13
                Label { text: "At a choice" }
                Segmented {
                    objectName: "timer"
                    focus: true
                    label: "Choice timer"
                    width: parent.width
                    words: page.settings.timers
                    chosen: page.settings.timer
                    onPicked: id => page.settings.set_timer(id)
                }
                Text {
                    width: parent.width
                    text: page.settings.timerSentence
                    color: Theme.muted
                    font.family: Theme.text
                    font.pixelSize: Theme.small
                    lineHeight: 1.2
                    wrapMode: Text.WordWrap
                }
                Rectangle { width: parent.width; height: 1; color: Theme.line }
                Label { text: "Sound and words" }
                Switch {
                    objectName: "captions_switch"
                    width: parent.width
                    text: "Captions"
                    checked: page.settings.captions
                    onToggled: page.settings.set_captions(checked)
                }
                Segmented {
                    objectName: "captions_size"
                    label: "Size of captions"
                    width: parent.width
                    enabled: page.settings.captions
                    opacity: enabled ? 1 : 0.45
                    words: page.settings.captionsSizes
                    chosen: page.settings.captionsSize
                    onPicked: id => page.settings.set_captions_size(id)
                }
                Segmented {
                    objectName: "captions_face"
                    label: "Letters of captions"
                    width: parent.width
                    enabled: page.settings.captions
                    opacity: enabled ? 1 : 0.45
                    words: page.settings.captionsFaces
                    chosen: page.settings.captionsFace
                    onPicked: id => page.settings.set_captions_face(id)
                }
                Rectangle {
                    width: parent.width
                    height: sample.height + 22
                    radius: Theme.radius
                    color: Theme.ink
                    opacity: page.settings.captions ? 1 : 0.45
                    Text {
                        id: sample
                        objectName: "captions_sample"
                        anchors.centerIn: parent
                        text: "I’ll be ill at 11:10."
                        textFormat: Text.PlainText
                        color: "#ffe08a"
                        font.family: page.settings.captionsFamily
                        font.pixelSize: page.settings.captionsSize === "large" ? 30 : page.settings.captionsSize === "small" ? 19 : 23
                        font.weight: page.settings.captionsFace === "plain" ? Font.DemiBold : Font.Bold
                    }
                }
                Slider {
                    objectName: "settings_volume"
                    width: parent.width
                    label: "Volume"
                    value: page.settings.volume
                    onMoved: page.settings.set_volume(value)
                }
                Row {
                    width: parent.width
                    spacing: 12
                    Icon { id: voiceSign; name: page.settings.voicesInstalled ? "check" : "alert"; color: page.settings.voicesInstalled ? Theme.sea : Theme.gold; size: 20; y: 1 }
                    Text {
                        width: parent.width - 32
                        text: page.settings.voices
                        color: Theme.muted
                        font.family: Theme.text
                        font.pixelSize: Theme.small
                        lineHeight: 1.2
                        wrapMode: Text.WordWrap
                    }
                }
                Rectangle { width: parent.width; height: 1; color: Theme.line }
                Label { text: "Kept on this machine" }
                Text {
                    width: parent.width
                    text: page.settings.storage
                    color: Theme.muted
                    font.family: Theme.text
                    font.pixelSize: Theme.small
                    lineHeight: 1.2
                    wrapMode: Text.WordWrap
                }
                Row {
                    spacing: 10
                    Button {
                        objectName: "clear"
                        symbol: "trash"
                        text: page.settings.asking ? "Yes, clear it" : "Clear finished film"
                        primary: page.settings.asking
                        enabled: page.settings.clearable
                        onClicked: page.settings.clear()
                    }
                    Button { visible: page.settings.asking; text: "Keep it"; quiet: true; onClicked: page.settings.keep() }
                }
                Rectangle { width: parent.width; height: 1; color: Theme.line }
                Label { text: "What was learnt of you" }
                Text {
                    objectName: "learnt"
                    width: parent.width
                    text: page.settings.learnt
                    textFormat: Text.PlainText
                    color: Theme.muted
                    font.family: Theme.text
                    font.pixelSize: Theme.small
                    lineHeight: 1.2
                    wrapMode: Text.WordWrap
                }
                Row {
                    spacing: 10
                    Button {
                        objectName: "forget"
                        symbol: "trash"
                        text: "Erase my choices"
                        enabled: page.settings.forgettable
                        onClicked: page.settings.forget()
                    }
                    Button { objectName: "copy_learnt"; text: "Copy it"; quiet: true; enabled: page.settings.forgettable; onClicked: page.settings.copy_learnt() }
                }
                Rectangle { width: parent.width; height: 1; color: Theme.line }
                Label { text: "Keys while watching" }
                Grid {
                    columns: 2
                    columnSpacing: 18
                    rowSpacing: 7
                    Repeater {
                        model: page.settings.keys
                        Text {
                            required property string modelData
                            required property int index
                            text: modelData
                            color: index % 2 === 0 ? Theme.bright : Theme.muted
                            font.family: Theme.text
                            font.pixelSize: Theme.small
                            font.weight: index % 2 === 0 ? Font.Bold : Font.Normal
                        }
                    }
                }
            }
        }
    }
}
